"""What a message says about how bad it is: signs by words, in English, German, Spanish and French.

Clauses come folded (see `phrases.clauses`). "Scroll down" is no outage, "write it down" neither.
"""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

import re

_SIGNS: dict[str, re.Pattern[str]] = {
    "service_down": re.compile(
        r"\b(?:(?:is|are|was|were|been|gone|went|goes|completely|totally|all|still|seems?) down|outage|nothing (?:works|is working|loads)|(?:everything|all of it|site|page|system|app|website|platform) (?:is|are|has been|went|goes) (?:\w+ )?offline|(?:whole|entire) (?:system|site|app|service|website|thing)\b.{0,30}\b(?:down|broken|dead|stopped|not working)|(?:500|502|503|504) errors?|(?:site|app|system|server|service|website|calendar|booking page|platform) (?:has |have |just |keeps? )*(?:crashed|crash(?:es|ing)|died|is dead|is offline|stopped working|won't load|not loading|isn't loading|doesn't load|is unavailable|is broken))\b"
        r"|\b(?:payments?|bookings?|logins?|log ?ins?|sign ?ins?|calendars?|booking pages?|checkout|reminders|messages|texts|e-?mails|card readers?|invoices) (?:is |are |has |have |do |does )?(?:all |just |suddenly )?(?:not work(?:ing)?|don't work|doesn't work|(?:not|aren't|isn't) (?:going (?:through|out)|working)|stopped (?:working|going out|arriving|syncing|sending)|fail(?:s|ing)?)(?: \w+){0,2} (?:(?:for|to) (?:any|every(?:body|one)?|most|all (?:of|our|my|the))|at all|anywhere|everywhere|at any)\b"
        r"|\b(?:booking page|site|website|app|system|checkout|login|calendar) (?:only |just )?(?:shows|gives|throws) (?:\w+ ){0,2}(?:errors?|blank|nothing)\b|\b(?:no new|not a single) (?:bookings?|orders?|appointments?|payments?)(?: \w+){0,3} (?:at all|since|anymore|any more)\b"
        r"|\b(?:nobody|no one|none of (?:us|our \w+)|not one of (?:us|our \w+)|all (?:of )?(?:us|our \w+))(?: \w+){0,5} (?:can|is able to|are able to|can't|cannot|unable to) (?:\w+ )?(?:(?:take|accept|make|process) (?:\w+ )?(?:payments?|bookings?|orders?)|log ?in|sign ?in|access|get in|book|pay|open|work)\b"
        r"|\b(?:ausfall|storung|nichts geht mehr|geht (?:\w+ ){0,4}(?:gar |uberhaupt )nichts|(?:niemand|keiner)(?: \w+){0,5} (?:kommt (?:\w+ )?rein|kann sich (?:\w+ ){0,2}(?:anmelden|einloggen)|kann (?:\w+ ){0,2}(?:buchen|zahlen|arbeiten))|(?:kalender|buchungsseite|seite|kasse|zahlungen|anmeldung)(?: \w+){0,3} (?:geht|gehen|funktioniert|funktionieren)(?: \w+){0,3} nicht mehr|funktioniert gar nichts|alles steht|komplettausfall|totalausfall|system (?:steht|ist down|ist tot|liegt)|(?:\w*seite|app|server|\w*kalender) (?:ist )?(?:abgesturzt|offline|down|nicht erreichbar|ladt nicht))\b"
        r"|\b(?:(?:esta|se ha) caid[oa]|caida del (?:sistema|servicio)|no funciona nada|nada funciona|nadie puede (?:entrar|acceder|reservar|pagar|trabajar)|no (?:podemos|se puede) (?:cobrar|reservar|facturar|atender)|fuera de servicio)\b"
        r"|\b(?:en panne|panne (?:generale|totale)|plus rien ne (?:marche|fonctionne)|rien ne (?:marche|fonctionne)|hors service|(?:rappels|mails|sms|messages|paiements|factures) (?:ne )?(?:partent|passent|marchent|fonctionnent|arrivent) plus|personne (?:ne )?(?:peut|arrive a) (?:se connecter|acceder|reserver|payer|travailler)|(?:page|site|agenda|calendrier|caisse|paiements?|connexion)(?: \w+){0,2} (?:ne )?(?:marche|fonctionne|repond|charge)(?:nt)? plus|site (?:est )?(?:inaccessible|en panne|down))\b"
    ),
    "cannot_access": re.compile(
        r"\b(?:can't|can not|unable to|not able to|couldn't|won't let (?:me|us)|doesn't let (?:me|us)) (?:\w+ ){0,3}(?:access|log ?in|sign ?in|get in|get into|open (?:my|our|the) (?:account|calendar)|reach (?:my|our))|\block(?:ed)? out\b|\bshut out\b|\bno access\b|\blost access\b|\baccount (?:is |was |has been )?(?:locked|blocked|suspended|disabled)\b"
        r"|\b(?:komme? (?:\w+ ){0,4}nicht (?:mehr )?(?:rein|hinein|in)|nicht (?:mehr )?(?:einloggen|anmelden)|ausgesperrt|kein(?:en)? zugriff|kein(?:en)? zugang|konto (?:ist )?gesperrt)\b"
        r"|\b(?:no (?:puedo|podemos|consigo|logro) (?:\w+ ){0,2}(?:entrar|acceder|iniciar sesion)|sin acceso|cuenta (?:esta )?bloqueada|bloqueado (?:la|mi|nuestra) cuenta)\b"
        r"|\b(?:(?:peux|pouvons|arrive|arrivons) (?:plus|pas) (?:\w+ ){0,3}(?:connecter|acceder|entrer)|plus (?:d')?acces|compte (?:est )?bloque|acces bloque)\b"
    ),
    "everyone_affected": re.compile(
        r"\b(?:all (?:of )?(?:us|users?|(?:our |my |the )(?:\w+ )?(?:users?|staff|team|clients?|customers?|patients?|employees|colleagues|clinics|locations|branches|therapists))|all (?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:of )?(?:our|my|the) \w+|(?:any|every one|most) of (?:our|my) (?:\w+ )?(?:users?|staff|team|clients?|customers?|patients?|clinics|locations|branches)|\d{2,} (?:of our )?(?:patients|clients|customers|users|people|employees|guests|staff|colleagues) (?:can\'t|can not|are|have|waiting|stuck|affected|without)|every (?:client|customer|patient|user|branch|clinic|location)|every(?:one|body) (?:here|in (?:our|the)|at|is|can't|gets|on (?:our|the))|nobody (?:here |in (?:our|the) \w+ )?(?:can|is able)|no one (?:here )?can|none of (?:our|us|my)|(?:whole|entire) (?:team|company|clinic|practice|office|staff|business|organi[sz]ation)|all locations|for every(?:body|one)|everything (?:is|has been|went) (?:\w+ )?(?:down|offline|broken|dead)|(?:whole|entire) (?:\w+ )?(?:site|system|website|app|platform|service) (?:is|has|went) (?:\w+ )?(?:down|dead|broken|offline|crashed|stopped))\b"
        r"|\b(?:alle (?:unsere |meine )?(?:\w+ )?(?:mitarbeiter\w*|kolleg\w*|nutzer\w*|kund\w*|standorte\w*|filialen|patient\w*)|(?:das )?ganze (?:team|firma|praxis|buro|unternehmen)|(?:niemand|keiner) (?:\w+ ){0,4}(?:kann|kommt)|wir alle|komplettausfall|totalausfall)\b"
        r"|\b(?:tod[oa]s (?:los|las|nuestros|nuestras|mis) (?:\w+ )?(?:usuarios|emplead\w+|clientes|companer\w+|pacientes)|todo el equipo|toda la (?:empresa|clinica|oficina)|todo (?:el sistema|esta caido)|nadie puede|ningun (?:cliente|usuario|paciente|empleado))\b"
        r"|\b(?:tous (?:les|nos|mes) (?:\w+ )?(?:utilisateurs|employes|clients|collegues|patients)|toute (?:l'equipe|la clinique|l'entreprise|notre equipe)|tout (?:le (?:site|systeme)|est (?:en panne|bloque))|aucune? (?:client|utilisateur|patient|employe)e?|personne ne peut)\b"
    ),
    "deadline": re.compile(
        r"\b(?:by|before|until|due|deadline|no later than|starts?|opens?|launch(?:es)?|begins?|runs?) (?:is |at |on |by |in |the |end of )*(?:today|tonight|tomorrow|noon|midnight|this (?:morning|afternoon|evening)|(?:\d{1,2}(?::\d\d)?) ?(?:am|pm|o'clock)|\d{1,2}:\d\d|monday|tuesday|wednesday|thursday|friday|(?:an|one|two|three|half an|\d+) (?:hours?|minutes?|mins?)|close of business|end of (?:the )?day|eod|cob)\b|\bdeadline\b|\b(?:starts?|opens?|begins?) at \d{1,2}\b|\bin (?:an|one|two|half an|\d+) (?:hours?|minutes?|mins?)\b|\b(?:patients?|clients?|customers?) (?:are |is )?(?:\w+ )?(?:waiting|standing here|(?:at|in) the (?:door|desk|counter|reception|waiting room|lobby))\b|\bpayroll\b"
        r"|\b(?:bis (?:heute|morgen|mittag|spatestens|\d{1,2} uhr|freitag|montag)|frist|in (?:einer|zwei|\d+) stunden?|in \d+ minuten|noch heute|heute noch|(?:kunden|patienten) warten|(?:kunde|kundin|patient(?:in)?|gast) (?:steht|wartet|sitzt)|(?:steht|wartet|kommt) (?:gleich |schon )?(?:der|die) (?:erste|nachste) (?:kunde|kundin|patient(?:in)?|gast))\b"
        r"|\b(?:antes de (?:hoy|manana|las|esta noche|el viernes)|para (?:hoy|manana)(?: mismo)?|hoy mismo|plazo|en (?:una|dos|\d+) horas?|en \d+ minutos|(?:clientes|pacientes) (?:estan )?esperando)\b"
        r"|\b(?:avant (?:ce soir|demain|midi|\d{1,2} ?h|vendredi)|d'ici (?:ce soir|demain|une heure|\d+)|aujourd'hui meme|date limite|echeance|dans (?:une|deux|\d+) (?:heures?|minutes?)|(?:clients|patients) (?:\w+ )?(?:attendent|en attente))\b"
    ),
    "says_urgent": re.compile(
        r"\b(?:urgent(?:ly|e|es)?|asap|as soon as possible|emergency|immediately|right now|right away|at once|time[- ]critical|critical|dringend\w*|eilt|sofort|schnellstmoglich|notfall|umgehend|urgentemente|urgencia|cuanto antes|inmediatamente|ya mismo|urgence|au plus vite|immediatement|tout de suite|des que possible)\b"
        r"|\b(?:los(?:e|ing) (?:\w+ )?(?:money|customers|clients|business|revenue|sales|bookings)|every minute|non[- ]?stop|(?:at a|complete) standstill|(?:we|i) can(?:'t| not) (?:work|operate|open up|trade|take (?:bookings|payments|orders))"
        r"|(?:alles|betrieb|laden|praxis|filialen) (?:steht|stehen)|konnen (?:\w+ )?nicht (?:mehr )?(?:arbeiten|offnen|kassieren)|verlieren (?:\w+ ){0,2}(?:geld|kunden|umsatz)"
        r"|no podemos (?:trabajar|atender|cobrar|abrir)|perdiendo (?:dinero|clientes|ventas)"
        r"|(?:pouvons|peut|peux) (?:plus|pas) (?:travailler|ouvrir|encaisser)|(?:perdons|perds|perd) (?:\w+ )?(?:de l'argent|des clients))\b"
    ),
    "not_working": re.compile(
        r"\b(?:doesn't|don't|does not|didn't|isn't|aren't|hasn't|haven't|wasn't|not|never|no longer|stopped|stops|won't|refuses? to|fails? to) (?:\w+ ){0,2}(?:work(?:s|ed|ing)?|load(?:s|ed|ing)?|sync(?:s|ed|ing)?|open(?:s|ed|ing)?|sen[dt](?:s|ing)?|sav(?:e|es|ed|ing)|arriv(?:e|es|ed|ing)|updat(?:e|es|ed|ing)|respond(?:s|ed|ing)?|connect(?:s|ed|ing)?|go(?:es|ing)? (?:out|through)|com(?:e|es|ing) through|print(?:s|ed|ing)?|download(?:s|ed|ing)?|upload(?:s|ed|ing)?|fir(?:e|es|ed|ing)|show(?:s|n|ing)?(?: up)?)\b"
        r"|\b(?:is|are|seems?|looks?|went|gone) (?:\w+ )?(?:broken|faulty|frozen|stuck|wrong|incorrect|out of sync)\b|\bstopped(?= (?:for|since|after|on|yesterday|today)\b|$)|\b(?:fails|failed|failing|crash(?:es|ed|ing)|freez(?:es|ing)|error (?:message|5\d\d))\b|\bwrong (?:time|time ?zone|amount|date|price|name|total|language|currency)\b|\b(?:sent|gets?|receives?|shown|booked|shows?(?: up)?|appears?) (?:\w+ ){0,3}(?:twice|double|duplicates?)\b|\bdouble (?:\w+ )?(?:mails?|e-?mails?|messages?|reminders?|bookings?)\b|\b(?:hours?|minutes|days?) (?:too )?(?:early|late)\b"
        r"|\b(?:funktionier\w+|geht|gehen|klappt|ladt|synchronisier\w+|speichert|kommt|kommen|offnet|reagiert|druckt|stimmt|stimmen) (?:\w+ ){0,4}nicht\b|\bnicht (?:mehr )?(?:funktioniert|geladen|angezeigt|verschickt|gesendet|gespeichert|angekommen|synchronisiert)\b|\b(?:kaputt|defekt|fehlermeldung|fehlerhaft|doppelt (?:verschickt|angezeigt|gesendet|gebucht|drin))\b|\bfalsche[nrsm]? (?:uhrzeit|zeit|zeitzone|datum|betrag|preis|name|summe)\b"
        r"|\bno (?:me |nos |se |les )?(?:funciona|carga|sincroniza|guarda|llega|abre|envia|aparece|responde|imprime)\w*\b|\b(?:da(?:n)? (?:un )?error|mensaje de error|falla(?:n|ndo)?|dej[oa](?:ron)? de funcionar|por duplicado|(?:importe|hora|fecha|precio) (?:\w+ )?(?:equivocad|incorrect)[oa])\b"
        r"|\b(?:ne )?(?:marche|fonctionne|charge|synchronise|enregistre|repond|s'ouvre|s'affiche|arrive|part(?:e(?=nt))?)(?:nt)? (?:pas|plus)\b|\b(?:message d'erreur|erreur \d+|en double|ne sont pas (?:envoyes|partis)|(?:montant|heure|date|prix) (?:\w+ )?(?:errone|faux|fausse|incorrect)e?)\b"
    ),
    "money": re.compile(
        r"\b(?:charged (?:\w+ )?(?:twice|double|again|wrongly|too much)|double[- ]?charged|overcharged|wrong(?:ly)? (?:amount|charged)|(?:money|payout|payment|refund)s? (?:\w+ )?(?:is |are |has |have )?(?:\w+ )?(?:missing|gone|lost|stuck|not arrived|hasn't arrived|never arrived|isn't in)|fraudulent charge|unauthori[sz]ed (?:charge|payment|transaction)|payroll)\b"
        r"|\b(?:doppelt (?:abgebucht|belastet|bezahlt)|(?:geld|auszahlung|zahlung) (?:\w+ ){0,3}(?:fehlt|weg|nicht angekommen|verschwunden)|zu viel (?:abgebucht|berechnet))\b"
        r"|\b(?:cobrado (?:dos veces|de mas|doble)|doble cobro|(?:dinero|pago) (?:\w+ ){0,3}(?:no ha llegado|falta|perdido|desaparecid\w+))\b"
        r"|\b(?:debite deux fois|preleve (?:deux fois|en double)|double prelevement|(?:argent|virement|paiement) (?:\w+ ){0,3}(?:pas arrive|manque|disparu|perdu))\b"
    ),
    "technical": re.compile(
        r"\b(?:api|webhooks?|sso|saml|oauth|scim|ldap|dns|smtp|ssl|tls|csv|json|xml|ical|ics|caldav|endpoint|sdk|plugin|iframe|javascript|console|stack ?trace|log ?files?|firewall|proxy|migration|integrations?|(?:sync|import|export) (?:fails?|error|failed|breaks?|is broken|stuck)|error (?:code|\d+)|hl-?\d+|fehlercode|schnittstelle|codigo de error|code d'erreur)\b"
    ),
}
_NOT_DOWN = re.compile(
    r"\b(?:scroll\w*|writ\w+|wrote|note|noted|calm|slow\w*|sit|let|drop-?|closed?|cut|broken|break|track\w*|turn\w*|settle|upside|come|came|coming|go|going|look\w*|price\w*|get(?:ting)?) (?:\w+ )?down\b|\b(?:page|further|way|step) (?!(?:is|are|was|were|has|went|still) )(?:\w+ )?down\b|\bdown (?:payment|arrow|the (?:page|list|road|line|menu)|below|here|there)\b"
)

_ASKS_HOW = re.compile(
    r"^(?:and |but |so |hi |hello |also |please )*(?:how|which|what|where|when|who|if|can|could|may|should|would|will|do you|does (?:it|the|your)|is (?:it|there)|are there|wie|welche\w*|was|wo|wann|wer|wenn|falls|kann|konn\w+|gibt|darf|como|que|cual|donde|cuando|quien|si|se puede|puedo|hay|comment|quels?|quelles?|ou|quand|qui|si|peut-on|puis-je|est-ce|y a-t-il)\b"
)
"""A question about faults in general, or how to do something, reports none."""


def severity_in(clauses: tuple[str, ...]) -> dict[str, str]:
    """The signs that the text shows, each with the first words that showed it."""
    found: dict[str, str] = {}
    for clause in clauses:
        for name, pattern in _SIGNS.items():
            if name in found:
                continue
            match = pattern.search(clause)
            if match is None or (name == "service_down" and _NOT_DOWN.search(clause) and match[0].endswith("down")):
                continue
            if name == "not_working" and _ASKS_HOW.match(clause):
                continue
            found[name] = match[0].strip()
    if "service_down" in found or "cannot_access" in found:
        found.pop("not_working", None)  # the same said less strongly
    return found
