"""Signs in Spanish of what policy treats on its own; see `alarm_signs`."""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

from core.policies.alarm_signs import Sign, sign

_PREGUNTA = r"(?<!de )como(?! (?:trat|funcion|trabaj|gestion|os |nos |est[ao]y))|cuanto\w*|cada cuanto|donde|cual|quien puede|que (?:pasa|dice|diferencia)|puedo|puede un|pueden|podemos|hay (?:alguna|mucha)|es (?:legal|seguro)|estan|hacen|tienen|se integra|si me"
_CLIENTA = r"(?:un|una|mi|nuestr[oa]|el|la) (?:client[ea]|paciente)"

SPANISH: tuple[Sign, ...] = (
    sign(
        "legal_threat",
        r"abogad[oa]s?|letrad[oa]",
        r"noticias|contacto|prepar\w*|demanda|llam\w*|pondra\w*|escrib\w*|contactar\w*|dice|aconsej\w*|manos|hablar\w*",
        turned=rf"factura|despacho|reserv\w*|citas?|plazos|nos amenaza|{_PREGUNTA}",
    ),
    sign(
        "legal_threat",
        r"demandar\w*|demanda (?:contra|judicial)|denunciar\w*|denuncia|juicio|tribunal(?:es)?|juzgados?|via judicial|judicialmente|(?:acciones|consecuencias|medidas) legales|organizacion de consumidores|proteccion de datos",
        r"voy|vamos|los|las|les|te|pondr\w*|presentar\w*|ire|iremos|vemos|pienso|reservamos|reclamar\w*|tendra|llevar\w*|emprend\w*|tomar\w*|derecho|con ustedes",
        turned=rf"{_PREGUNTA}|mucha demanda|demanda de citas|error|politica de",
    ),
    sign(
        "legal_threat",
        r"denunci\w+|reclam\w+|queja",
        r"consumo|agencia de proteccion|policia|ministerio|ocu|facua|profeco",
        turned=_PREGUNTA,
    ),
    sign(
        "public_complaint",
        r"twitter|facebook|instagram|reddit|linkedin|tiktok|youtube|google|trustpilot|redes(?: sociales)?|internet",
        r"voy|vamos|publicar\w*|publico|subir\w*|subo|contar\w*|colgar\w*|cuelgo|compartir\w*|dejar\w*|escribir\w*|directo|va a",
        turned=rf"{_PREGUNTA}|el enlace|enlace de reservas|nuestros? precios|calendario|nos dejo|{_CLIENTA}",
    ),
    sign(
        "public_complaint",
        r"prensa|periodic\w*|periodista\w*|television|tele|medios|radio|noticias",
        r"voy|vamos|contar\w*|llamar\w*|ver|dice|dira|pienso|hablar\w*|enterar\w*|acudir\w*",
        turned=rf"{_PREGUNTA}|nota de prensa|abogad[oa]",
    ),
    sign(
        "public_complaint",
        r"(?:mala|pesima|negativa|horrible|terrible|una estrella|cero estrellas)s? (?:resena|opinion|valoracion|critica)(?:es|s)?|malas (?:resenas|opiniones)|(?:resena|opinion|valoracion|critica)(?:s|es)? (?:\w+ )?(?:de (?:una|cero|1|0) estrellas?|negativas?|malas?|malisimas?|pesimas?|horribles?|terribles?|fatal)",
        r"voy|vamos|pongo|ponemos|dejo|dejamos|escribo|os|dejar\w*|pondr\w*|poner\w*|escribir\w*|les|tendran",
        turned=rf"{_PREGUNTA}|nos dejo|nos puso|{_CLIENTA}",
    ),
    sign(
        "public_complaint",
        r"todo el mundo|todos|mis seguidores|la gente|colegas",
        r"enter\w*|avisar\w*|avis[oe]|sep[ae]n?|advertir\w*|reir|leer\w*|contar\w*",
        r"ustedes|como tratan|voy|va a|van a|esto|empresa|lo",
        turned=r"como (?:puedo|hago|se)|puedo|pueden|podemos|clientes reciban",
    ),
    sign("public_complaint", r"hare publico|lo hago publico|hacerlo publico|haremos publico", turned=_PREGUNTA),
    sign(
        "security_incident",
        r"hacke\w+|piratead[oa]s?|piratearon|fuga de datos|filtracion\w*|acceso no autorizado|brecha de seguridad|vulnerabilidad\w*|agujero de seguridad|ransomware|troyano|phishing|malware|suplantacion",
        turned=_PREGUNTA,
    ),
    sign(
        "security_incident",
        r"alguien|un extrano|un desconocido|desconocidos",
        r"entr\w+|acced\w+|inici\w+|usa\w*|envi\w+|cambi\w+|conect\w+",
        r"cuenta|sistema|correos?|nuestro nombre|mi nombre|contrasena|datos",
        turned=rf"{_PREGUNTA}|alguien (?:me|nos|puede|que)",
    ),
    sign(
        "security_incident",
        r"correos?|mensajes?|sms|paginas?|llamadas?",
        r"fals[oa]s?|fraudulent[oa]s?|suplant\w*|haciendose pasar",
        turned=_PREGUNTA,
    ),
    sign(
        "security_incident",
        r"(?:pacientes?|clientes?|historial(?:es)?|datos|citas|notas|facturas?) (?:de|del) (?:otr[oa]s?|algun otro)(?: \w+)?|datos ajenos",
        r"ve[ao]|vemos|ven|recib\w+|aparec\w+|muestra|llego|enviaron",
        turned=rf"{_PREGUNTA}|resena",
    ),
    sign(
        "security_incident",
        r"(?:datos|clientes|pacientes|citas|fichas|historiales|facturas) (?:\w+ ){0,3}que no (?:son|es) (?:mi[oa]s?|nuestr[oa]s?|de (?:mi|nuestr[oa]))",
        r"ve[ao]|vemos|aparec\w+|sale\w*|recib\w+|muestra",
        turned=_PREGUNTA,
    ),
    sign(
        "security_incident",
        r"robaron|robado|robo",
        r"portatil|ordenador|movil|telefono|tableta|tablet|contrasena|datos|sesion",
        turned=rf"{_PREGUNTA}|que pasa",
    ),
    sign(
        "security_incident",
        r"ex-?(?:emplead\w+|trabajador\w*|soci\w+)|antigu[oa] emplead\w+|despedid[oa]",
        r"acceso|descarg\w+|entra\w*|copi\w+",
        turned=_PREGUNTA,
    ),
    sign(
        "security_incident",
        r"sospechos[oa]s?|desconocid[oa]s?|extran[oa]s?",
        r"inicios? de sesion|accesos?|dispositivos?|actividad\w*|conexion\w*",
        turned=_PREGUNTA,
    ),
    sign(
        "security_incident",
        r"(?:cambiado|cambiaron|modificado) (?:la |mi |nuestra )?(?:contrasena|cuenta bancaria|clave|correo)|contrasena (?:\w+ ){0,3}cambi\w+",
        r"no (?:he|hemos|fui|fuimos|soy|la)|sin (?:mi|nuestro)|nadie",
        turned=_PREGUNTA,
    ),
    sign(
        "security_incident",
        r"clave (?:de )?api|contrasenas?|credenciales",
        r"publicad\w+|en internet|github|filtrad\w+|expuest\w+",
        turned=_PREGUNTA,
    ),
    sign("self_harm", r"suicid\w*|autolesi\w*", turned=r"cuestionario|formulario|plantilla|prevencion"),
    sign(
        "self_harm",
        r"(?:quiero|quisiera|voy a|pienso en|ganas de|pensando en) (?:\w+ )?(?:morir(?:me)?|matarme|acabar con todo|quitarme la vida|hacerme dano|cortarme|desaparecer para siempre)|me (?:voy a|quiero) matar|quit(?:ar|arse|arme|a) (?:la|su|mi) vida|acabar con (?:mi|su) vida|(?:quiero|quisiera) estar muert[oa]|hacerme dano",
        turned=r"de risa|de ganas",
    ),
    sign(
        "self_harm",
        r"no (?:tengo ganas de|quiero|puedo|deseo) (?:\w+ ){0,2}(?:vivir|viviendo|despertar(?:me)?|en este mundo|existir)|(?:mejor|mejores) sin mi|nadie me (?:echaria de menos|extranaria)|la vida no (?:tiene|vale)|no (?:tiene|hay) (?:sentido|razon) (?:\w+ )?viv\w+",
    ),
    sign(
        "churn",
        r"cancel\w+|dar(?:nos|me)? de baja|damos de baja|doy de baja|baja|rescind\w+|termin\w+|cierr\w+|cerrar",
        r"(?:nuestr[oa]|mi|el|la|del|de la) (?:\w+ )?(?:suscripcion|contrato|plan|cuenta|servicio|tarifa)|darme de baja|darnos de baja",
        turned=rf"{_PREGUNTA}|citas?|reservas?|clase|{_CLIENTA}|boton|gimnasio|no funciona|sesion|boletin|newsletter|correos|lista",
    ),
    sign(
        "churn",
        r"(?:otro|otra|un nuevo) (?:proveedor|empresa|programa|sistema|plataforma)|competencia",
        r"cambi\w+|pas\w+|firmado|vamos|contratado|ir\w*",
        turned=rf"{_PREGUNTA}|{_CLIENTA}",
    ),
    sign(
        "churn",
        r"no (?:vamos a|voy a|queremos|quiero|pensamos) renovar|no renovar\w*|ya no (?:quiero|queremos) (?:ser|seguir siendo) client\w+|quer\w+ darme de baja|quiero darme de baja|(?:los|les|os) dejamos|aviso de (?:cancelacion|baja|rescision)",
        turned=r"boletin|newsletter|correos?|lista|plazo|como (?:puedo|hago|se)|cuanto|cual",
    ),
    sign(
        "data_loss",
        r"desaparec\w+|perdid[oa]s?|borr\w+|elimin\w+|vaci[oa]|en blanco|sobrescrib\w+|faltan|ya no esta\w*|no queda\w*|no encuentro a ningun\w*",
        r"tod[oa]s?|mitad|anos|meses|semanas|entera?|complet[oa]s?|ningun\w*|base de datos|nuestr[oa]s|cientos",
        r"citas?|clientes?|pacientes?|datos|notas|reservas|agenda|calendario|contactos?|historial\w*|registros|lista|todo",
        turned=rf"cuanto tiempo|contrasena|{_PREGUNTA}|busqueda|borrador|falta una",
    ),
    sign(
        "legal_threat",
        r"carta de (?:mi|nuestro) abogad[oa]|(?:delante|ante) (?:de )?un juez|(?:llevar|llevamos|llevaremos) (?:\w+ ){0,3}(?:los )?tribunales|hablado con (?:un|mi|nuestro) abogad[oa]|caso (?:\w+ )?contra ustedes",
        turned=_PREGUNTA,
    ),
    sign(
        "public_complaint",
        r"seguidores|suscriptores|lectores|blog|podcast|canal",
        r"mis?|nuestr[oa]s?",
        r"contar\w*|sera sobre|hablar\w*|pesim\w+|ustedes|leer\w*|esto",
        turned=_PREGUNTA,
    ),
    sign(
        "public_complaint",
        r"(?:directo|directamente)? ?a (?:los periodicos|la prensa|los medios|la television)",
        r"voy|me voy|vamos|ire|esto",
        turned=_PREGUNTA,
    ),
    sign(
        "public_complaint",
        r"(?:cero|una|0|1) estrellas?",
        r"voy|les|pondr\w*|poner\w*|dejar\w*",
        turned=rf"{_PREGUNTA}|{_CLIENTA}",
    ),
    sign(
        "security_incident",
        r"(?:acceso|inicio de sesion|conexion|entrada)s? desde \w+",
        r"no me explico|no conozco|no reconoz\w+|nadie|no fui\w*|no es nuestr\w+|rar[oa]",
        turned=_PREGUNTA,
    ),
    sign(
        "security_incident",
        r"alguien|un tercero|un extrano",
        r"tiene|conoce|consiguio|sabe|robo",
        r"contrasena|clave|credenciales|acceso de administrador",
        turned=_PREGUNTA,
    ),
    sign(
        "security_incident",
        r"(?:de|del) otr[oa] (?:consulta|clinica|empresa|client[ea]|paciente|negocio)",
        r"llegado|recibid\w+|recibimos|veo|vemos|aparec\w+|enviado",
        turned=_PREGUNTA,
    ),
    sign(
        "security_incident",
        r"estafa|fraude|fraudulent[oa]s?",
        r"pagina|web|redirig\w+|clientes|enlace|correo\w*|llamada\w*",
        turned=_PREGUNTA,
    ),
    sign(
        "self_harm",
        r"ojala (?:estuviera|estuviese|me) muer\w+|ojala no hubiera nacido|(?:mas facil|mejor) no (?:estar|seguir) viv[oa]|(?:pegar|pegaria|pegarse|pegarme) un tiro|acabar con todo|no me queda nada|me quiero morir|tirar(?:me|se) (?:por|de|al)",
    ),
    # farewells, means and hopelessness
    sign("self_harm", r"cartas? de despedida|nota de despedida", r"escrit\w*|escrib\w*|dej\w*|encontr\w*"),
    sign(
        "self_harm",
        r"(?:no (?:veo|ve|hay|encuentro|tengo|tiene)|sin) (?:\w+ )?(?:salida|futuro|esperanza)",
        turned=r"menu|pagina|formulario|programa|proyecto|error|video",
    ),
    sign(
        "self_harm",
        r"(?:pastillas|somniferos|comprimidos)",
        r"preparad\w*|guard(?:a|o|ado)|junt\w*|tomad\w*|tomo|tragad\w*|acumul\w*",
        turned=r"inventario|lista|almacen|stock|receta|dosis",
    ),
    sign(
        "self_harm",
        r"(?:en|desde|por) (?:el|la|un|una) (?:puente|azotea|tejado|balcon|ventana)|(?:al|delante del|las vias del) tren",
        r"salt\w*|tir\w*|lanz\w*|arroj\w*",
    ),
    sign(
        "self_harm",
        r"(?:cortar|lesionar)(?:me|se)|me (?:corto|estoy cortando) (?:las venas|otra vez|los brazos)",
        turned=r"pelo|unas|cabello|flequillo",
    ),
    sign(
        "self_harm",
        r"no (?:\w+ )?(?:despertar(?:me|se)?|volviera a despertar|quiero despertar)|cuando (?:leas|lean|leais) esto|(?:termino|acabo|terminar|acabar) con todo|(?:mi|su) vida (?:se ha|ya se|esta) (?:acab\w*|termin\w*)|(?:soy|es) una carga para (?:todos|mi|su)\w*|ya no quiero mas",
        turned=r"pedido|ordenador|sesion|proyecto|prueba",
    ),
    sign(
        "churn",
        r"(?:nuestra|mi) baja|como (?:nuestra|mi) baja|(?:dejar\w*|dejamos) de (?:usar|utilizar)|encontrado algo mejor|dar por terminad[oa]|desactiv\w+ (?:\w+ )?(?:cuenta|nuestra cuenta) (?:para siempre|definitivamente)|desactiven nuestra cuenta",
        r"tomen|consideren|hemos|quiero|queremos|suscripcion|cuenta|favor|harborlight|contrato",
        turned=rf"{_PREGUNTA}|baja medica",
    ),
    sign(
        "data_loss",
        r"ya no aparece\w*|vaciado|vaciada|desaparecio|desaparecieron|quitaron|se quito",
        r"tod[oa]s?|enter[oa]|miles|cientos",
        r"meti|introduj\w+|archivo|cartera|citas|clientes|datos|notas|agenda|anos?",
        turned=_PREGUNTA,
    ),
    # what else people say
    sign(
        "public_complaint",
        r"tod[oa]s (?:mis|nuestr[oa]s) \w+|tod[oa] (?:el sector|la profesion)",
        r"van a|sabr\w+|enter\w*|se lo|contar\w*",
        r"como|que|esto|lo",
        turned=r"citas?|reservas?|recib\w+|puedo|clientes",
    ),
    sign("public_complaint", r"(?:una|1|cero) estrellas?", r"google|trustpilot|merecid\w+|y gracias", turned=_PREGUNTA),
    sign(
        "churn",
        r"no (?:vamos|voy) a (?:seguir|continuar) con (?:vosotros|vosotras|ustedes|el servicio|harborlight)|(?:deme|denme|dame|dadme|dennos|denos|tramit\w+|solicit\w+) (?:\w+ )?(?:de )?(?:la |mi |nuestra )?baja",
        turned=rf"{_PREGUNTA}|emplead\w+|{_CLIENTA}|boletin|newsletter",
    ),
    sign("self_harm", r"(?:no|sin|ningun) (?:\w+ ){0,2}sentido (?:\w+ ){0,2}(?:vivir|viviendo|vida)"),
    sign(
        "legal_threat",
        r"burofax|hojas? de reclamacion\w*|reclamacion (?:judicial|formal|oficial)|via (?:legal|penal)|por lo (?:penal|civil)",
        turned=_PREGUNTA,
    ),
    sign(
        "security_incident",
        r"virus|troyano|rescate|secuestr\w+|cifrad\w+|encriptad\w+|ransom\w*",
        r"entrad\w+|pide\w*|dinero|archivos|ordenador\w*|equipos|pagar|pantalla",
        turned=rf"{_PREGUNTA}|antivirus",
    ),
    sign(
        "self_harm",
        r"ojala (?:\w+ ){0,2}(?:despertar\w*|muer\w+|morir\w*|exist\w+)|(?:sin|no (?:me quedan|tengo)) (?:mas )?(?:fuerzas|ganas) (?:\w+ )?(?:para|de) (?:seguir )?(?:viv\w+|seguir)|dejar de (?:existir|vivir)|desaparecer (?:del todo|para siempre|de este mundo)",
        turned=r"proyecto|trabajando",
    ),
    sign(
        "self_harm",
        r"morir(?:me)?|muert[oa]",
        r"quiero|quisiera|ganas|prefiero|preferiria|mejor|desearia",
        r"yo|me|estar|solo|ya|todo",
        turned=r"de risa|por ver|por probar|de hambre|de ganas|bateria|enlace",
    ),
)
