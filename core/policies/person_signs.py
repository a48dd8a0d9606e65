"""The wish for a person by its signs, in German, Spanish and French: somebody named, and something to do with them.

Broader than the patterns of `person_phrases_more`, which hear fixed ways of asking: whoever names a person and, in the
same breath, speaking, calling, passing on or needing, asks for one, unless another sign turns the meaning ("add an
employee", "my client", "no call please"). Clauses come folded: lower case, no accents.
"""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

import re
from dataclasses import dataclass

MOST_WORDS = 24
"""Of a clause; a longer one hardly keeps its signs together."""


@dataclass(frozen=True, slots=True)
class _Signs:
    who: re.Pattern[str]
    doing: re.Pattern[str]
    turned: re.Pattern[str]
    whole: re.Pattern[str]
    """Ways of asking that need nobody named."""


_GERMAN = _Signs(
    who=re.compile(
        r"\b(?:mensch(?:en|lich\w*)?|echte\w* typ\w*|(?:service|kunden|support)?mita?rbe?ie?ter\w*|(?:kunden|fach|service|vertriebs)?berater\w*|geschaftsfuhr\w*|geschaftsleitung|kollegen?|kollegin|chef(?:in)?|vorgesetzte\w*|ansprechpartner\w*|sachbearbeiter\w*|support(?:er)?|(?:kunden|service|support)?betreu(?:er\w*|ung)|kunden(?:service|support|center)|callcenter|vertrieb\w*|verkauf|zentrale|sekretariat|reklamation\w*|beschwerdestelle|spezialist\w*|fachkraft|fachleute|fachfrau|leiter(?:in)?|superviso?r|(?:second|2nd|zweiten?) level|menschenseele|abteilungsleit\w*"
        r"|kundendienst|buchhaltung|jemand\w*|irgendwe[rnm]|person|leute|irgendwer|techniker\w*|technik|agente?n?|team|hotline|servicekraft|zustandig\w*|personlich\w*|telefonisch\w*|experten?|fachmann|(?:mit|an) wem|mit wem|wen der|einer von (?:euch|ihnen)|bei euch wer|filialleit\w*|\w*abteilung|manager(?:in)?|verantwortliche\w*|wen aus fleisch|aus fleisch und blut)\b"
    ),
    doing=re.compile(
        r"\b(?:sprechen|sprech|spricht|quatschen|unterhalten|gesprach|reden|red|rede|chatten|chat|schreiben|telefonieren|telefonat|anruf\w*|anruft|ruckruf|zuruckruf\w*|ruft|rufen|melde\w*|verbind\w*|verbunden|durchstell\w*|durch$|weiterleit\w*|weitergeleitet"
        r"|leiten sie|leitet|weitergeben|abgeben|abgibt|ubergeben|ubergibt|ubergib|ubergebt|ubergebe|zuschalten|hinzuschalten|beiziehen|ans telefon|kontaktaufnahme|ruckmeldung|geben sie|gebt|gib|geb|geben|beraten|hol|holt|holen|hole|dazuholen|hinzuziehen|einschalten|ubern(?:ehmen|immt)|pruf\w*|ansehen|anschauen|angucken|draufschauen|drauf schauen|draufguck\w*|drubergucken|druberschauen|draufsehen|schauen|checken|beurteil\w*|bearbeit\w*|erklar\w*|zuhor\w*|ubernimmt|kummer\w*|weiterhelfen|helfen|hilft|hilfe|erreich\w*|wenden|klaren|besprechen|diskutieren|kontakt\w*"
        r"|bitte|please|auch per telefon|beschwer\w*|warte|bestehe|verlange|brauch\w*|will|wollen|mochte|hatte|ware|gibt|gibts|gibt's|wo (?:ist|sind)|lieber|bevorzuge|suche|wunsch\w*|erwunscht|gewunscht|erwarte|erbitte|darf ich|gern|gerne|schick\w*|beantworten|antworten|antwortet|ran|rangeht|entscheide\w*|statt|betreu\w*|her mit|im buro|anwesend)\b"
    ),
    turned=re.compile(
        r"\b(?:hinzufug\w*|anlegen|lege|einladen|einlade|loschen|geloscht|rechte\w*|rolle|zugang|zugriff|kostet|kosten|preis|pro person|lizenz\w*|bin ich|bist du|sind sie ein\w*|ist das ein\w*|seid ihr|spreche ich|rede ich mit (?:einem|einer) (?:bot|menschen|person|maschine|mitarbeiter)|gekundigt|gestern|gesprochen|nicht (?:notig|notwendig|erforderlich)|geholfen|danke\b(?!$)"
        r"|(?:mein|unser|sein)(?:e|en|em|er|es|s)? (?:\w+ )?(?:kund\w*|mitarbeiter\w*|team|chef\w*|kolleg\w*|patient\w*|gast\w*|berater\w*|agent\w*|techniker\w*|buchhaltung|sachbearbeiter\w*|person|leute)|(?:ein|der|die|den|einem|einen) (?:kunde|kundin|kunden|patient|patientin|patienten|gast)|kunden (?:mich|uns)|kein(?:e|en|er)? (?:mensch\w*|person|mitarbeiter\w*|anruf\w*|ruckruf|berater\w*|hilfe|agenten?)|nicht (?:an|anrufen|zuruck|mit (?:einem|einer|jemand\w*|menschen|mitarbeitern))|ohne"
        r"|muss ich(?! (?:hier |denn |jetzt |immer |wirklich ){0,2}mit (?:\w+ )?(?:maschine|bot|roboter|computer))|musste ich|soll ich|wenn ich|falls|bevor|wann (?!meldet sich|(?:kann|erreiche) ich (?:\w+ ){0,3}(?:jemand\w*|erreich\w*|sprech\w*|anruf\w*))|(?:der|die) chef(?:in)? (?:will|mochte|braucht|sieht|fragt|kann|hat)|offnungszeiten|samstags?|sonntags?|api|kalender|notizen|rechnung (?:andern|wird)|export|auf meiner seite|einbauen|zuweisen|zuordnen|umbuchen|buchen|gebucht|termin (?:von|fur)|vertretung|urlaub|bild|profil|liste|spalte|feld|einstell\w*|inklusive|enthalten|telefonnummer (?:hat|andern)|wer kann meine|gespeichert|daten|mitarbeiterrechte|stellt ihr|stellen sie ein)\b(?!.*\b(?:echte\w*|richtige[nm]?) (?:mensch|person|mitarbeiter))"
    ),
    whole=re.compile(
        r"^(?:bitte )?(?:verbinden|weiterleiten|weiterverbinden|durchstellen|eskalieren|support|mensch|mitarbeiter|mitarbieter|ruckruf|(?:support|service|kunden|helpdesk|hotline) ?(?:mitarbeiter\w*|berater\w*|agent\w*))(?: bitte| jetzt| sofort| heute| noch)*$"
        r"|\b(?:mochte|will|wurde gern\w*) (?:bitte |jetzt )?(?:weitergeleitet|verbunden|durchgestellt|zuruckgerufen|angerufen) werden"
        r"|\b(?:ruft|rufen sie|ruf|rufe) (?:mich|uns) (?:bitte |mal |doch |jetzt |heute |kurz ){0,3}(?:an|zuruck)\b|\b(?:rufen sie|ruft) (?:sie|ihn|meinen? \w+) (?:bitte )?an\b|\b(?:konnt|konnten|konnen|kannst) (?:ihr|sie|du) (?:mich|uns) (?:\w+ )?(?:anrufen|zuruckrufen)|\bwo kann ich (?:euch |sie )?anrufen|^(?:eure|ihre|deine) (?:telefon)?nummer$|^telefon\b.{0,20}\b(?:bitte|reden)|\bwunsche? (?:mir )?(?:einen )?ruckruf|\b(?:hallo,? )?(?:jemand|wer|irgendwer) (?:da|hier)$|\bhier (?:jemand|irgendwer|wer)$|^wer ist (?:ihr|dein|euer) (?:chef|vorgesetzte\w*)|\beskalier\w*(?: \w+){0,2}(?: bitte)?$|\bnicht schon wieder (?:der|ein|dieser) (?:bot|roboter|automat)|\b(?:keine|genug|satt|lust)\b.{0,20}\bautomatische\w* (?:antworten|nachrichten)|\bbot rede ich nicht|\bum (?:einen )?(?:ruckruf|anruf)\b|\bruckruf (?:bitte|erbeten|unter|an)\b"
        r"|\bunter welcher (?:telefon)?nummer\b|\b(?:telefon)?nummer,? (?:wo|unter der|bei der|an der) .{0,30}(?:ran|erreich|jemand|sprech)|\b(?:gibt es|gibts|gibt\'s|habt ihr|haben sie) (?:auch )?(?:(?:eine|ne) )?(?:hotline|telefonnummer|servicenummer|nummer,? (?:wo|unter|zum|an|die ich))\b|\b(?:geben|leiten|reichen) sie mich (?:\w+ )?weiter\b|\b(?:kann|konnen|konnten|wurde|mochte|will|wollen|lieber|lassen sie uns)(?: \w+){1,6} telefonieren\b|\b(?:nicht mit (?:dir|ihnen|euch)|nicht du),? (?:sondern )?(?:mit )?(?:einem|einer|jemand\w*|ein) |\b(?:mensch|mitarbeiter\w*|berater\w*) (?:her|ran)$|^(?:und |dann )?wer (?:ist|ware) (?:\w+ ){0,5}zustandig|\b(?:den|die|ihn|mit (?:dem|der|ihm)) (?:mochte|will|wurde) ich (?:\w+ ){0,2}(?:sprechen|reden)$|\b(?:telefon)?nummer (?:vom|von der|von eurem|des|der|fur den) (?:kunden\w+|support\w*|hotline|service\w*)|\bungern mit (?:einer|einem|ner|nem) (?:maschine|bot|computer|roboter|ki|automaten)\b|\b(?:ein|einen) (?:ruckruf|anruf) (?:ware|fande)\b|\b(?:uber|einen|um|auf|fur einen) (?:\w+ )?(?:ruckruf|anruf)\b|\bwann (?:werde ich|ruft (?:mich|ihr|man))\b|\b(?:sprechen|reden) sie (?:\w+ ){0,3}mit mir\b|\b(?:kannst|konn\w+|bitte|wurde\w*|mochte\w*|will|lass\w*) (?:\w+ ){0,2}(?:mich|uns) (?:\w+ ){0,2}(?:weiterverbinden|verbinden|durchstellen|weiterleiten|weitergeben|weiterreichen)\b|\b(?:leite|leiten sie|leitet|verbinde|verbinden sie|gib|stell|stellen sie|stellt) (?:mich|uns) (?:\w+ ){0,4}(?:weiter|durch)\b|\b(?:wo finde|wie lautet|wie ist|was ist|habt ihr|haben sie|brauche|gebt mir|gib mir)\b.{0,20}\b(?:eure|ihre|deine|eine|die) (?:telefonnummer|hotline|servicenummer|durchwahl)\b|\b(?:kann|konnte|konnen|konnten|darf) (?:ich|wir|man) (?:(?:sie|euch|hier|da|dort|irgendwo|wo|jemanden|auch|einfach|mal|bei ihnen|bei euch) ){1,3}anrufen\b|\b(?:bock|lust|nerven|geduld) (?:mehr )?(?:auf|mit|fur|zu) (?:\w+ ){0,3}(?:bots?|roboter\w*|maschinen?|automat\w*|computer)\b"
        r"|\b(?:ist|sitzt) (?:da|hier|dort) (?:\w+ ){0,2}(?:jemand|wer|ein mensch)\b|\b(?:telefonisch|am telefon) (?:klaren|besprechen|reden|sprechen|erledigen)|\bschreibe? nicht mit (?:maschinen|bots?|robotern|computern)|\b(?:rede|spreche|schreibe) (?:ich )?nicht mit (?:\w+ )?(?:maschinen?|bots?|robotern?|computern?|automaten|ki)\b"
        r"|\b(?:schluss|genug|weg|raus|fertig|stopp?) (?:\w+ ){0,2}(?:mit|vom|von|aus|der|den) (?:\w+ ){0,2}(?:bot|automat\w*|roboter|maschine|computer|ki|chatbot)\b|\bmit wem (?:kann|konnte|soll|spreche|muss) ich\b(?! hier$)|\ban wen (?:kann|konnte|soll|muss) ich mich\b|\bmit (?:wem|jemand\w*|irgendwem) (?:\w+ )?(?:reden|sprechen|quatschen|telefonieren)\b|\bnicht (?:du|sie), (?:ein|eine|einen) (?:\w+ )?(?:mensch|person)|^(?:bitte )?kein(?:en)? (?:bot|roboter|automat\w*|chatbot)(?: mehr)?(?: bitte)?$|\b(?:am|an dem|an diesem|am ganzen) (?:bot|automaten|roboter|chatbot) vorbei\b"
        r"|\bmit (?:einer|so einer|dieser|einem|diesem) (?:maschine|software|ki|programm|computer|bot) (?:diskutier|streit|verhandl|red|sprech)\w*(?: \w+){0,2} nicht\b"
    ),
)
_SPANISH = _Signs(
    who=re.compile(
        r"\b(?:persona|humano|humana|humanos|umano|atencion personalizada|alguien|agente|representante|operador(?:a)?|asesor(?:a)?|ejecutiv[oa]|encargad[oa]|supervisor(?:a)?|gerente|jef[ea]|responsable|tecnic[oa]|emplead[oa]|companer[oa]|soporte|atencion al cliente|servicio al cliente|senorita|comercial|teleoperador(?:a)?|administracion|contabilidad|expert[oa]|director(?:a)?|duen[oa]|propietari[oa]|colega|centralita|carne y hueso|ustedes|vosotros|facturacion|ventas|equipo|especialista|carne y hueso|por telefono|x telefono|quien|personal|trabajador(?:a)?|gente(?: de verdad| real)?|departamento|direccion|superior)\b"
    ),
    doing=re.compile(
        r"\b(?:h?ablar\w*|hablo|hablemos|conversar|comuni\w*|contact\w*|pas[ae]\w*|pon(?:me|ga|gan|er|game|ganme|gase)?|transf\w*|transfier\w*|deriv\w*|escal\w*|atend\w*|atiend\w*|ayud\w*|llam\w*|chatear|charlar|tratar|trate|ne[cs]esito|necesitamos|quiero|queremos|quisiera|prefiero|preferiria|gustaria|exijo|solicito|pido|dame|deme|denme|mand\w*|venga|esper\w*|revis\w*|vea|mir(?:e|ar|arlo|en)|explic\w*|aclar\w*|encarg\w*|ocup\w*|decid\w*|contest\w*|telefone\w*|remit\w*|redirig\w*|enlaz\w*|vistazo|ver (?:una|un|esto)|tiene que ver|resolv\w*|por favor|please|respond\w*|en vivo|personalizada|porfa|xfa|hay|posible|busco|localizar|encargue|ocupe|interv\w*|real|de verdad|conect\w*|asistencia|asista|urgente|ya)\b"
    ),
    turned=re.compile(
        r"\b(?:anad\w*|agreg\w*|invit\w*|por persona|precio|cuesta|mis? (?:\w+ )?(?:clientes?|emplead[oa]s?|equipo|agentes?|encargad[oa]|jef[ea]|companer[oa]s?|pacientes?|tecnicos?|gerente|representante|asesor|tienda|supervisor)|(?:un|los|las|nuestros?) (?:clientes?|pacientes?)|emplead[oa]s? mi[oa]s?|(?:de|en) mi (?:tienda|equipo|empresa|clinica)|eres (?:un|una)|eres humano|es usted|estoy hablando|hablo con (?:un|una) (?:bot|robot|maquina|persona)$|sin llamadas?|no me llam\w*|no quiero (?:hablar con (?:nadie|una persona|un agente)|que me llamen)|no (?:necesito|hace falta|es necesario)|ya hable|hable (?:ayer|con)|gracias|borr\w*|reserv\w*|api|calendario|horarios?|incluid[oa]|mi plan|mi cuenta|cambiar|cambio|transfiero una|desde la app|notas|factura (?:sale|esta)|cuant[oa]s|legal|asignad[oa]|asignar|permisos?|rol|licencias?|acceso|quitar|quito|eliminar|trabaja(?:ba)?|en (?:el|que) plan|(?:pas|transf|transfier|mov|muev|dar|dej)\w* (?:la|una|mi|las|mis) (?:citas?|reservas?|clases?|sesion(?:es)?)|responsable de (?:mis|los|nuestros) datos|antes de|tengo que(?! hablar con (?:alguien|una persona|un humano|ustedes|vosotros)(?: (?:hoy|ya|ahora|mismo|urgente\w*|por favor))*$)|debo|sin tener que|campo|lista|informe|pidio|vacaciones)\b"
    ),
    whole=re.compile(
        r"^(?:por favor )?(?:agente|humano|persona|atencion humana|servicio al cliente|atencion al cliente|asesora?(?: human[oa])?|operador|operadora|representante|ser humano|llamenme|llamadme|llamame|escalar|transferir)(?: por favor| porfa| xfa| ya)*$"
        r"|^(?:y )?quien es (?:tu|su|vuestro) (?:jef[ea]|superior|encargad[oa]|supervisor\w*)|\bquiero hablar con (?:el|ella)$|\bllam(?:adme|enme|eme|ame)(?: (?:al|a|por|ya|hoy|manana)\b|$)|\b(?:un|una|el|este) (?:robot|bot|maquina) no (?:puede|sabe|entiende|me)\b|\bno (?:lo |la |me )?(?:puede|sabe|va a) (?:resolver|entender|ayudar|solucionar|arreglar)\w* (?:un|una|este) (?:robot|bot|maquina)\b|^mejor (?:con )?(?:una persona|un humano|alguien)|\bque me (?:transfieran|llamen|atiendan|pasen|contacten|comuniquen)\b|\b(?:solicito|pido|quiero|necesito|quisiera|prefiero|me gustaria|agradeceria) (?:una )?llamada\b|\b(?:a|en) que (?:telefono|numero) (?:puedo|os|les|llamo|llamar)|\bnumero (?:de telefono )?para (?:llamar|hablar)|\b(?:devolver(?:me)?|devuelvan|devuelvanme) la llamada"
        r"|\bme (?:podeis|pueden|puedes|podrian|podria|puede) (?:llamar|atender|contactar)|\b(?:harto|harta|cansado|cansada) de (?:este|hablar con|tratar con|los|un) (?:\w+ )?(?:bots?|robots?|maquinas?|chatbot)|\b(?:saqueme|sacame|saquenme) de (?:este|aqui)|\bno (?:me fio|confio) (?:de|en) (?:una? |los |las )?(?:robots?|bots?|maquinas?|ia)\b|\bno hablo con (?:maquinas?|robots?|bots?)|^llamada(?: por favor| please| ya)*$|\b(?:chat|agentes?|atencion) en vivo\b|\bhay alguien (?:ahi|alli|aqui|detras|leyendo|real)|^hay alguien$|\bescalen? (?:mi|este|esto)|\bno (?:quiero|voy a|pienso) (?:hablar|chatear|seguir|tratar|discutir|negociar) con (?:una? )?(?:maquinas?|robots?|bots?|ia)\b|\bprefiero no (?:hablar|tratar|chatear) con (?:una? )?(?:maquinas?|robots?|bots?|ia)\b|\bcon quien (?:puedo|podria|tengo que|debo|hablo)\b|\b(?:saltar(?:me|se)?|me salto|evitar|esquivar) (?:el|este|al) (?:bot|robot|chatbot)\b|\bno mas (?:respuestas automaticas|bots?|robots?|maquinas?)\b|\bfavor de (?:transferirme|comunicarme|pasarme|llamarme|conectarme)\b"
    ),
)
_FRENCH = _Signs(
    who=re.compile(
        r"\b(?:humain|humaine|humains|vraie personne|personne|quelqu'un|quelquun|qqn|qqun|conseill(?:er|ere|ers)|agent|operat(?:eur|rice)|representant\w*|responsable|superieur|manager|chef|technicien(?:ne)?|employee?|collegues?|equipe|service (?:technique|commercial|compta\w*|facturation|informatique|apres-vente)|service client|service clientele|support|sav|directeur|directrice|umain|interlocut(?:eur|rice)|collaborat(?:eur|rice)s?|gestionnaire(?! d)|superviseur|gerante?|patron(?:ne)?|standard(?:iste)?|secretariat|teleconseill\w+|chargee? de clientele|hotline|assistance|comptabilite|facturation|commercial|direction|specialiste|expert|gens|quelqu'un d'autre|membre de votre)\b"
    ),
    doing=re.compile(
        r"(?:\b(?:parler?|discuter|causer|expliqu\w*|ecout\w*|decid\w*|debloqu\w*|assist(?:er|e)|accompagn\w*|echanger|dialoguer|joindre|joigne|contact\w*|entretenir|passez|passer|passe|mettez|mettre|mets|mis|mise|relation|transf\w*|transmett\w*|confier|confiez|remonter|remontez|escalad\w*|escalade\w*|t?chat|suivre|refuse|suffit|direct|rappel\w*|appel\w*|telephon\w*|aider?|repondre|reponde|reponse|occupe|occuper|regard\w*|verifi\w*|relais|relaye|donnez|donne|veux|voudrais|souhait\w*|aimerai[st]?|prefere\w*|besoin|svp|stp|s'il vous plait|s'il te plait|vraie?|reel|reelle|y a|y'a|avoir|attends|exige|demande|faites|laissez|traiter?|venir|cherche|interv(?:ien|en)\w*|prendre|prenne|disponible|puis-je|peut|pourrait|auriez|bonjour|urgent|il (?:me|nous) faut|voir (?:ca|cela))\b)"
    ),
    turned=re.compile(
        r"\b(?:ajouter|ajout|inviter|par personne|prix|tarif|forfait|(?:mon|ma|mes|notre|nos|son|sa|ses|leur|leurs) (?:\w+ )?(?:clients?|cliente|responsable|employes?|employee|equipe|chef|manager|agents?|collegues?|patients?|patiente|technicien|comptabilite|conseiller|commercial)|une? (?:employee?|agent|conseill(?:er|ere)|technicien(?:ne)?) ne (?!(?:peut|pourrait)-)|(?:les|des|un|une) (?:clients?|patients?|cliente|patiente)|(?:un|une|mon|ma|l') ?(?:employee?|agent|conseiller|technicien) (?:peut|pourrait)-(?:il|elle)(?! (?:me |m'|nous |prendre |regarder|reprendre|intervenir|s'occuper|s'en))|etes-vous|etes vous|es-tu|tu es|vous etes|est-ce que je parle|je parle a|parle-je|m'a deja|compte a une autre|pas besoin|inutile de|n'appelez|ne m'appelez|ne me rappelez|ne m'appelle|n'ai pas besoin|ne veux pas (?:parler a (?:quelqu'un|un humain|une personne)|qu'on)|deja (?:parle|eu)|(?:transf|pass|deplac|confi|donn)\w* (?:le|un|mon|ce|les|des|mes|nos) (?:rendez-vous|rdv|creneaux?)|ai parle|hier|merci (?:a|au|pour)|supprime\w*|reserv\w*|api|agenda|horaires?|inclus|changer|transferer un|depuis l'appli|notes|combien|assigne\w*|assigner|affecter|renvoi d'appel|legal|sans|avant de|dois-je(?! (?:composer|appeler|contacter|joindre|m'adresser))|faut-il|role|droits|licences?|acces|liste|champ|export|rapport|conges?|absent|n'est pas venue?)\b"
    ),
    whole=re.compile(
        r"^(?:conseiller|humain|agent|operateur|escalader|rappel|appelez-moi|appelle-moi|appelle moi|appelez moi|rappelez moi|rappelez-moi|rappelle-moi|transferez-moi|transferez moi)(?: svp| stp| merci| vite)*$"
        r"|\b(?:re)?appel(?:ez|le)[- ](?:moi|nous)\b|\b(?:mettez[- ](?:moi|nous)|(?:me|nous) mettre) en (?:relation|contact)|\bsuffit,? (?:le|ce|les|avec le|avec ce) (?:robots?|bots?|chatbot)|\b(?:etre|qu'on me|souhaite etre|veux etre) (?:rappele|appele|recontacte|mis en relation|transfere)\w*|\b(?:demande|veux|voudrais|souhaite|besoin d') ?(?:un |etre )?rappel\b|\b(?:quel|a quel) numero\b.{0,40}\b(?:joindre|appeler|contacter|parler)|\bpeut-on (?:me |m'|nous )(?:joindre|r?appeler)|^pas (?:un|de|d'un) (?:robot|bot|automate)(?: (?:svp|stp|s'il vous plait|merci))?$|\bquel est (?:votre|le) numero (?:de telephone|du (?:support|service)|de la hotline)\b|^(?:plutot|seulement|juste|uniquement) (?:une (?:vraie )?personne|un (?:vrai )?(?:humain|conseiller|agent))|\b(?:numero|ligne)(?: de telephone)? (?:pour|afin de|ou) (?:vous |on peut )?(?:joindre|appeler|contacter)\b|\bon peut (?:m'|me )(?:r?appeler|joindre)|\b(?:au|par) telephone\b.{0,20}$"
        r"|\bil y a quelqu'un|\by a quelqu'un|^quelqu'un$|\by'?a personne\b|\bpersonne pour (?:me |m')?(?:repondre|aider)|\b(?:marre|assez|stop|ras le bol|fini|sors moi|sortez-moi|sortez moi) (?:de |d'|des |avec |a |le |la )?(?:ce|cette|ces|parler a|le|la|reponses?|discuter avec|votre)? ?(?:un |une )?(?:bots?|robots?|chatbot|machines?|reponses automatiques|automates?|ia)\b"
        r"|\bje (?:ne )?(?:parle|discute|traite) pas (?:aux?|avec) (?:\w+ )?(?:robots?|bots?|machines?|ia)\b|\bpre(?:fere|fererais) ne pas (?:parler|discuter|echanger|traiter) (?:a|avec|aux?) (?:une? |des )?(?:machines?|robots?|bots?|ia)\b|\b(?:avec|a) qui (?:puis-je|je peux|dois-je|pourrais-je) (?!envoyer|facturer|donner|payer)|\bqui peut (?:vraiment |m'|me )|\brefuse de (?:parler|discuter) (?:a|avec) (?:un |une )?(?:bot|robot|machine|ia)\b|^qui est votre (?:chef|responsable|superieur)|\bqu'on me (?:rappelle|appelle|contacte)\b|^votre numero(?: de telephone)?(?: svp| stp| s'il vous plait)?(?: je prefere (?:vous )?appeler)?$|\b(?:prefere|prefererais|aimerais|voudrais|veux|puis-je|peut-on) (?:vous |plutot )?(?:appeler|telephoner)\b(?! (?:mes|mon|ma|un|une|les|des|nos))|\b(?:passer outre|contourner|eviter|sauter|echapper a) (?:le|ce|au|du) (?:bot|robot|chatbot)\b|\bmerci de (?:me|nous) (?:transferer|rappeler|passer|mettre en (?:relation|contact))\b|^service client humain|\bpas toi, un|\bescalade[rz]? (?:mon|ma|ce|cette)|, une (?:vraie )?personne$"
    ),
)
_LANGUAGES = (_GERMAN, _SPANISH, _FRENCH)
# "person", "agent", "support", "team" … are English as well: a clause of English words is not read as another language.
_ENGLISH = re.compile(
    r"\b(?:the|i|is|are|my|our|your|you|can|could|how|what|with|and|to|it|this|that|does|do|we|who|not|have|of|if|for|there|want|need|please|last|get|from|don't|would|someone|now|just|at|be|by|too|call|will|was|has|had|about|transfer|in|an)\b"
)


def wish_by_signs(clause: str) -> str:
    """The words of a folded clause that show a wish for a person, or ""."""
    words = clause.count(" ") + 1
    if words > MOST_WORDS or 4 * len(_ENGLISH.findall(clause)) > words:
        return ""
    for signs in _LANGUAGES:
        whole = signs.whole.search(clause)
        if whole is None and not ((who := signs.who.search(clause)) and signs.doing.search(clause, 0)):
            continue
        if signs.turned.search(clause):
            continue
        if whole is not None:
            return whole[0].strip()
        assert who is not None
        return clause
    return ""
