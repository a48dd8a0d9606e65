"""The wish for a person in German, Spanish and French; accents are already folded away."""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

import re

from core.policies.rules import Rules

_DE_WHO = (
    r"(?:(?:eine[mnrs]?|ein|mit|de[mnr]|die|das|euch|ihnen|eure[mnr]?|ihre[mnr]?|echte[mnr]?|richtige[mnr]?|lebende[mnr]?"
    r"|lebendige[mnr]?|menschliche[mnr]?|reale[mnr]?|wirkliche[mnr]?|andere[mnr]?|vom|aus dem|von|kompetente[mnr]?) ){0,5}"
    r"(?:mensch(?:en)?|person|mitarbeiter(?:in)?n?|kundenberater(?:in)?|berater(?:in)?|jemande[mn]|jemand|support(?:[- ]?\w+)?"
    r"|kundenservice|kundendienst|kundensupport|kundenbetreuung|agente?n?|ansprechpartner(?:in)?|sachbearbeiter(?:in)?"
    r"|operator|vorgesetzten?|chef|eurem team|kollegen?|servicemitarbeiter(?:in)?)\b(?![-/]\w)"
)
_DE_STRONG = (
    r"(?:(?:eine[mnr]?|ein|den|die|der|bitte|nur|mal|sofort) ){0,3}(?:(?:echte[mnr]?|richtige[mnr]?|lebende[mnr]?|menschliche[mnr]?"
    r"|reale[mnr]?|wirkliche[mnr]?|kompetente[mnr]?) (?:mensch(?:en)?|person|mitarbeiter(?:in)?|berater(?:in)?|support|ansprechpartner(?:in)?"
    r"|hilfe|kontakt|antwort|kollegen?)|mensch(?:en)?|mitarbeiter(?:in)?|kundenberater(?:in)?|support-?mitarbeiter(?:in)?|ansprechpartner(?:in)?"
    r"|kundenservice|kundendienst|vorgesetzten?)\b(?![-/]\w)"
)
_DE_TALK = r"(?:(?:zu )?(?:sprechen|reden|chatten|telefonieren|schreiben|kommunizieren|verbinden|verbunden)|gespraech|gesprach)"
_DE_TAIL = r"(?:,? (?:bitte|please|jetzt|sofort|her|ran|danke|und|kein(?:en)? bot|statt bot|schnell|mal|haben|sprechen|als)){0,3}$"
_DE_BOT = r"(?:(?:einem|einen|dem|den|diesem|diesen|der|die|eine[mr]?|diese[mr]?|blod\w*|dumm\w*|ein) ){0,3}(?:bots?|roboter|maschine|chatbots?|ki|computer|automaten?)"
_ES_WHO = (
    r"(?:(?:un|una|el|la|los|con|algun|alguna|otro|otra|algunos|su|vuestro|verdadero|verdadera|de) ){0,3}(?:persona(?: real| humana| de verdad)?"
    r"|humano|ser humano|agente(?: humano| real)?|alguien(?: real| de verdad| humano)?|representante|operador(?:a)?|asesor(?:a)?|ejecutivo"
    r"|encargado|supervisor(?:a)?|gerente|atencion al cliente|servicio al cliente|soporte|empleado|tecnico|responsable)\b(?! de mi)"
)
_ES_STRONG = (
    r"(?:(?:a|un|una|con|algun|el|la) ){0,2}(?:persona(?: real| humana| de verdad)|ser humano|humano|humana|agente(?: humano| real| de soporte)?|representante"
    r"|operador(?:a)?|asesor(?:a)?|atencion al cliente|servicio al cliente|alguien real)\b"
)
_ES_TAIL = r"(?:,? (?:por favor|porfa|porfavor|ya|ahora|urgente|gracias|no un bot|no un robot|aqui)){0,3}$"
_ES_BOT = r"(?:(?:un|una|el|la|este|esta|con|mas|los|estos|puto|maldito|maldita) ){0,3}(?:bots?|robots?|maquina|maquinas|ia|chatbot|contestador|asistente virtual)"
_FR_WHO = (
    r"(?:(?:un|une|le|la|l'|de|des|votre|vos|vrai|vraie|veritable|autre|du) ?){0,3}(?:humain|etre humain|personne(?: reelle| humaine| physique)?"
    r"|quelqu'un(?: de reel| de vrai)?|conseiller(?: humain)?|conseillere|agent(?: humain)?|operateur|representant|responsable|service client"
    r"|support|technicien|employe|superieur|manager|equipe)\b(?! que)"
)
_FR_STRONG = (
    r"(?:(?:un|une|le|la|vrai|vraie|veritable|a) ){0,3}(?:humain|etre humain|personne (?:reelle|humaine|physique)|vraie personne|conseiller(?: humain)?"
    r"|conseillere|agent(?: humain)?|operateur|service client|representant)\b"
)
_FR_TAIL = r"(?:,? (?:s'il vous plait|s'il te plait|svp|stp|maintenant|vite|merci|tout de suite|pas un robot|pas un bot)){0,3}$"
_FR_BOT = r"(?:(?:un|une|le|la|ce|cette|de|des|d'|a|au|avec|votre|plus) ?){0,3}(?:bots?|robots?|machines?|chatbot|ia|automates?|ordinateur)"

_WISHES = Rules(
    (
        # German
        rf"\b(?:schalten?|holen?|ziehen?)(?: (?:sie|mal|bitte|doch)){{0,3}} {_DE_WHO} (?:zu|dazu|hinzu|ein|her|ran)\b",
        rf"\bmit {_DE_WHO}(?: \w+){{0,3}} {_DE_TALK}",
        rf"\b(?:verbinde[nt]?|verbindet)(?: sie)? (?:mich|uns)(?: \w+){{0,2}} (?:mit|zu) {_DE_WHO}",
        r"^(?:bitte )?(?:verbinden sie mich|verbinde mich|stellen sie mich durch|stell mich durch|leiten sie mich weiter|weiterverbinden)(?: bitte| jetzt| sofort)*$",
        rf"\ban {_DE_WHO}(?: \w+){{0,2}} (?:weiterleiten|weitergeben|durchstellen|ubergeben|uebergeben|vermitteln|wenden)",
        rf"\bzu {_DE_WHO}(?: \w+){{0,2}} (?:durchstellen|verbinden|weiterleiten)",
        rf"\b(?:ich|wir) (?:mochte|moechte|will|wollen|brauche|brauchen|hatte|haette|bevorzuge|verlange|wunsche|wuensche|suche)(?: (?:gern|gerne|bitte|jetzt|sofort|lieber|einfach|nur|endlich|dringend|doch|mal)){{0,3}} {_DE_STRONG}{_DE_TAIL}",
        rf"^(?:(?:ja|nein|ok|hallo|hi|bitte|nur|ich will|lieber|doch|gebt mir|geben sie mir|gib mir|hol|holen sie|kann ich|konnte ich|koennte ich),? ){{0,3}}{_DE_STRONG}{_DE_TAIL}",
        rf"\b(?:ich|wir) (?:mochte|moechte|will|wollen)(?: \w+){{0,2}} (?:keinen|kein|keine|nicht mit|nicht mehr mit|nicht langer mit) {_DE_BOT}",
        rf"^(?:bitte )?(?:kein(?:en|e)?|keine weiteren|schluss mit|stopp|stop|genug von) {_DE_BOT}{_DE_TAIL}",
        rf"\b(?:kann|konnte|koennte|konnt|konnen|koennen|soll|sollte|wurde|wuerde)(?: (?:mich|uns|bitte|mal|sie|ihr))* (?:(?:bitte|mal) )?(?:{_DE_WHO} )?(?:(?:mich|uns|bitte|mal) ){{0,2}}(?:anrufen|zuruckrufen|zurueckrufen|kontaktieren)",
        r"\b(?:rufen sie|ruft|ruf|rufe) (?:mich|uns)(?: (?!nicht)\w+){0,2} (?:an|zuruck|zurueck)\b|\bbitte um (?:einen )?(?:ruckruf|rueckruf|anruf)|^(?:bitte )?(?:ruckruf|rueckruf)(?: bitte| erbeten)?$",
        r"\bgibt es (?:hier |bei ihnen |bei euch )?(?:eine[mnr]? )?(?:echte[mnr]? )?(?:menschen|person|jemanden|mitarbeiter(?:in)?),? (?:mit de[mr]|de[rn]|die)(?: ich)? (?:\w+ ){0,2}(?:reden|sprechen|schreiben|chatten|helfen)",
        # Spanish
        rf"\b(?:hablar|chatear|comunicarme|comunicarnos|contactar|charlar|conversar|contactarme|platicar|comunicar)(?: \w+)? con {_ES_WHO}",
        rf"\b(?:pas[ae](?:me|r)|paseme|pasenme|pasame|comuniqueme|comuniquenme|comunicame|conecteme|conectame|pongame|ponme|transfierame|transfiereme|transferirme|derivame|deriveme|pasarme|conectarme|comuniqueme)(?: \w+)? (?:con|a) {_ES_WHO}",
        rf"\b(?:quiero|necesito|prefiero|quisiera|exijo|busco|deseo) (?:hablar )?(?:con )?{_ES_STRONG}{_ES_TAIL}",
        rf"^(?:(?:por favor|si|no|hola|ok|solo|con|quiero),? ){{0,2}}(?:{_ES_STRONG}|persona){_ES_TAIL}",
        rf"\bno quiero (?:mas )?(?:hablar |chatear |tratar |seguir |a )?(?:hablando )?{_ES_BOT}",
        rf"^(?:no mas|basta de|sin|nada de) {_ES_BOT}{_ES_TAIL}",
        r"\b(?:puede|pueden|podria|podrian|puedes|podeis)(?: alguien| una persona| un agente)? (?:por favor )?(?:llamarme|llamarnos|contactarme)|\bque (?:me|nos) llamen?\b|^(?:por favor )?(?:llamenme|llamame|llameme)\b|\bme (?:puede|pueden|podria|podrian) llamar\b|\balguien (?:que )?(?:me|nos) (?:puede|pueda) llamar",
        r"\bhay (?:alguien|alguna? persona(?: real)?|algun (?:humano|agente))(?: \w+)? con (?:quien|la que|el que|el cual) (?:pueda|puedo|podria|podamos)? ?hablar",
        # French
        rf"\b(?:parler|discuter|echanger|chatter|communiquer|dialoguer|contacter)(?: \w+)? (?:a|avec|au) ?{_FR_WHO}",
        rf"\b(?:passez|mettez|transferez|connectez|redirigez|passe|mets)[- ](?:moi|nous)(?: \w+){{0,3}} (?:a |avec |vers |au |en relation avec |en contact avec )?{_FR_WHO}",
        rf"\b(?:etre )?mis(?:e)? en (?:relation|contact) avec {_FR_WHO}",
        rf"\b(?:je veux|je voudrais|j'ai besoin d'|il me faut|je prefere|j'aimerais|donnez-moi|je souhaite)(?: avoir)? ?{_FR_STRONG}{_FR_TAIL}",
        rf"^(?:(?:oui|non|bonjour|ok|juste),? ){{0,2}}{_FR_STRONG}{_FR_TAIL}",
        rf"\bje (?:ne )?veux (?:pas|plus) (?:parler |discuter |echanger |avoir affaire )?{_FR_BOT}",
        r"\by a[- ]t[- ]il (?:quelqu'un|une (?:vraie )?personne|un (?:humain|conseiller|agent))(?: \w+)? (?:a|avec) qui",
        rf"\bbesoin de (?:parler|discuter) (?:a|avec) ?{_FR_WHO}",
        rf"^(?:pas de|plus de|stop aux?|assez de) {_FR_BOT}{_FR_TAIL}",
        r"\b(?:quelqu'un|une personne|un conseiller|un humain|vous|on) (?:peut|pourrait|pouvez|pourriez)(?:-il|-elle)? (?:s'il vous plait )?(?:m'appeler|me rappeler|nous rappeler|nous appeler|me contacter)|\b(?:pouvez|pourriez)-vous (?:me rappeler|m'appeler|nous rappeler)|^(?:merci de me |me )?rappel(?:ez-moi|er)\b|\b(?:etre )?rappele(?:e)? par",
    )
)
_TURNED = re.compile(
    r"\b(?:bin ich|spreche ich|rede ich|nicht|kein|keinen|ohne|muss ich|musste ich|soll ich|statt|bevor|wenn ich|falls|wollte nicht|kunden?|klienten|patienten"
    r"|no quiero|no necesito|sin|antes de|tengo que|debo|mis? (?:clientes?|pacientes?)|los clientes|en vez de|evitar|hace falta"
    r"|je ne veux pas|je veux pas|sans|ne pas|avant de|au lieu de|dois-je|dois je|faut-il|mes clients|mon client|pas besoin de"
    r"|mes patients|eviter de|j'ai pu|pude|pouvez-vous vous)\b(?!.*\b(?:warum|por que|pourquoi)\b)"
)
_REFUSED_AFTER = re.compile(r"\bmit .{0,40}\bnicht (?:sprechen|reden)")


def wish_in_clause(clause: str, alone: bool) -> str:
    """The words of a folded clause that ask for a person, or ""."""
    for match in _WISHES.matches(clause):
        if match.re.pattern.startswith("^") and not alone:
            continue
        before = clause[: match.start()]
        if not _TURNED.search(before) and not _REFUSED_AFTER.search(match[0]):
            return match[0]
    return ""
