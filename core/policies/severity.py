"""What a message says about how bad it is: signs by words, in English, German, Spanish and French.

Clauses come folded (see `phrases.clauses`). "Scroll down" is no outage, "write it down" neither.
"""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

import re

_SIGNS: dict[str, re.Pattern[str]] = {
    "service_down": re.compile(
        r"\b(?:(?:is|are|was|were|been|gone|went|goes|completely|totally|all|still|seems?) down|outage|nothing (?:works|is working|loads)|(?:whole|entire) (?:system|site|app|service|website|thing)\b.{0,30}\b(?:down|broken|dead|stopped|not working)|(?:500|502|503|504) errors?|(?:site|app|system|server|service|website|calendar|booking page|platform) (?:has |have |just |keeps? )*(?:crashed|crash(?:es|ing)|died|is dead|is offline|stopped working|won't load|not loading|isn't loading|doesn't load|is unavailable|is broken))\b"
        r"|\b(?:payments?|bookings?|logins?|log ?ins?|sign ?ins?|calendars?|booking pages?|checkout|reminders|messages|texts|e-?mails|card readers?|invoices) (?:is |are |has |have |do |does )?(?:all |just |suddenly )?(?:not work(?:ing)?|don't work|doesn't work|not going (?:through|out)|stopped working|fail(?:s|ing)?)(?: \w+)? (?:for (?:any|every|most|all of)|at all|anywhere|everywhere|at any)\b"
        r"|\b(?:ausfall|storung|nichts geht mehr|geht gar nichts|funktioniert gar nichts|alles steht|system (?:steht|ist down|ist tot|liegt)|(?:seite|app|server|kalender) (?:ist )?(?:abgesturzt|offline|down|nicht erreichbar|ladt nicht))\b"
        r"|\b(?:(?:esta|se ha) caid[oa]|caida del (?:sistema|servicio)|no funciona nada|nada funciona|fuera de servicio)\b"
        r"|\b(?:en panne|panne (?:generale|totale)|plus rien ne (?:marche|fonctionne)|rien ne (?:marche|fonctionne)|hors service|site (?:est )?(?:inaccessible|en panne|down))\b"
    ),
    "cannot_access": re.compile(
        r"\b(?:can't|can not|unable to|not able to|couldn't|won't let (?:me|us)|doesn't let (?:me|us)) (?:\w+ ){0,3}(?:access|log ?in|sign ?in|get in|get into|open (?:my|our|the) (?:account|calendar)|reach (?:my|our))|\block(?:ed)? out\b|\bshut out\b|\bno access\b|\blost access\b|\baccount (?:is |was |has been )?(?:locked|blocked|suspended|disabled)\b"
        r"|\b(?:komme? (?:\w+ ){0,4}nicht (?:mehr )?(?:rein|hinein|in)|nicht (?:mehr )?(?:einloggen|anmelden)|ausgesperrt|kein(?:en)? zugriff|kein(?:en)? zugang|konto (?:ist )?gesperrt)\b"
        r"|\b(?:no (?:puedo|podemos|consigo|logro) (?:\w+ ){0,2}(?:entrar|acceder|iniciar sesion)|sin acceso|cuenta (?:esta )?bloqueada)\b"
        r"|\b(?:(?:peux|pouvons|arrive|arrivons) (?:plus|pas) (?:\w+ ){0,3}(?:connecter|acceder|entrer)|plus (?:d')?acces|compte (?:est )?bloque|acces bloque)\b"
    ),
    "everyone_affected": re.compile(
        r"\b(?:all (?:of )?(?:us|users?|(?:our |my |the )(?:\w+ )?(?:users?|staff|team|clients?|customers?|patients?|employees|colleagues|clinics|locations|branches|therapists))|all (?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:of )?(?:our|my|the) \w+|(?:any|every one|most) of (?:our|my) (?:\w+ )?(?:users?|staff|team|clients?|customers?|patients?|clinics|locations|branches)|every(?:one|body) (?:here|in (?:our|the)|at|is|can't|gets|on (?:our|the))|nobody (?:here |in (?:our|the) \w+ )?(?:can|is able)|no one (?:here )?can|none of (?:our|us|my)|(?:whole|entire) (?:team|company|clinic|practice|office|staff|business|organi[sz]ation)|all locations)\b"
        r"|\b(?:alle (?:unsere |meine )?(?:\w+ )?(?:mitarbeiter\w*|kolleg\w*|nutzer\w*|kund\w*|standorte|patient\w*)|(?:das )?ganze (?:team|firma|praxis|buro|unternehmen)|niemand (?:\w+ )?kann|keiner (?:\w+ )?kann|wir alle)\b"
        r"|\b(?:tod[oa]s (?:los|las|nuestros|nuestras|mis) (?:\w+ )?(?:usuarios|emplead\w+|clientes|companer\w+|pacientes)|todo el equipo|toda la (?:empresa|clinica|oficina)|nadie puede)\b"
        r"|\b(?:tous (?:les|nos|mes) (?:\w+ )?(?:utilisateurs|employes|clients|collegues|patients)|toute (?:l'equipe|la clinique|l'entreprise|notre equipe)|personne ne peut)\b"
    ),
    "deadline": re.compile(
        r"\b(?:by|before|until|due|deadline|no later than|starts?|opens?|launch(?:es)?|begins?|runs?) (?:is |at |on |by |in |the |end of )*(?:today|tonight|tomorrow|noon|midnight|this (?:morning|afternoon|evening)|(?:\d{1,2}(?::\d\d)?) ?(?:am|pm|o'clock)|\d{1,2}:\d\d|monday|tuesday|wednesday|thursday|friday|(?:an|one|two|three|half an|\d+) (?:hours?|minutes?|mins?)|close of business|end of (?:the )?day|eod|cob)\b|\bdeadline\b|\bin (?:an|one|two|half an|\d+) (?:hours?|minutes?|mins?)\b|\b(?:patients?|clients?|customers?) (?:are |is )?(?:\w+ )?(?:waiting|standing here|(?:at|in) the (?:door|desk|counter|reception|waiting room|lobby))\b|\bpayroll\b"
        r"|\b(?:bis (?:heute|morgen|mittag|spatestens|\d{1,2} uhr|freitag|montag)|frist|in (?:einer|zwei|\d+) stunden?|in \d+ minuten|noch heute|heute noch|(?:kunden|patienten) warten)\b"
        r"|\b(?:antes de (?:hoy|manana|las|esta noche|el viernes)|para (?:hoy|manana)(?: mismo)?|hoy mismo|plazo|en (?:una|dos|\d+) horas?|en \d+ minutos|(?:clientes|pacientes) (?:estan )?esperando)\b"
        r"|\b(?:avant (?:ce soir|demain|midi|\d{1,2} ?h|vendredi)|d'ici (?:ce soir|demain|une heure|\d+)|aujourd'hui meme|date limite|echeance|dans (?:une|deux|\d+) (?:heures?|minutes?)|(?:clients|patients) (?:\w+ )?(?:attendent|en attente))\b"
    ),
    "says_urgent": re.compile(
        r"\b(?:urgent(?:ly|e|es)?|asap|as soon as possible|emergency|immediately|right now|right away|at once|time[- ]critical|critical|dringend\w*|eilt|sofort|schnellstmoglich|notfall|umgehend|urgentemente|urgencia|cuanto antes|inmediatamente|ya mismo|urgence|au plus vite|immediatement|tout de suite|des que possible)\b"
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
            found[name] = match[0].strip()
    return found
