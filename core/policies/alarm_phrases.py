"""Messages policy treats on their own, and abuse: pattern rules over folded clauses, with the words that showed it."""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

import re
from collections.abc import Iterator
from functools import cache

from core.domain.mind import Alarm
from core.policies.alarm_signs import Sign
from core.policies.alarm_signs_de import GERMAN
from core.policies.alarm_signs_en import ENGLISH
from core.policies.alarm_signs_es import SPANISH
from core.policies.alarm_signs_fr import FRENCH
from core.policies.rules import Rules

_US = r"(?:you|your (?:company|firm|business|service|team)|this company|you guys|you people|you lot|them|harborlight)"
_LAWYER = (
    r"(?:lawyers?|solicitors?|attorneys?|barristers?|legal team|legal department|legal counsel|legal advis[oe]rs?)"
)
_REGULATOR = (
    r"(?:trading standards|ombudsman|the ico|information commissioner|the regulator|the police|consumer (?:protection|rights"
    r"|affairs)|data protection (?:authority|officer|regulator|agency)|better business bureau|the bbb|citizens advice|ofcom"
    r"|the authorities|small claims|the fca|the ftc)"
)
_PLACE = (
    r"(?:twitter|x|facebook|instagram|reddit|linkedin|trust ?pilot|tiktok|youtube|social media|google|the internet|online"
    r"|every (?:platform|site|forum)|public(?:ly)?|capterra|g2|yelp|everywhere)"
)
_DATA = (
    r"(?:data|clients?|client (?:list|records?|data)|patients?|patient (?:records?|files|notes|data)|records|files|notes"
    r"|appointments|bookings|calendar|diary|database|history|work|account)"
)
_GONE = r"(?:gone|lost|missing|disappeared|vanished|wiped|erased|empty|blank|deleted|destroyed|corrupted)"

_PATTERNS: dict[str, tuple[str, ...]] = {
    "self_harm": (
        r"\b(?:kill(?:ing)?|hurt(?:ing)?|harm(?:ing)?|cut(?:ting)?) myself\b",
        r"\b(?:i|we) (?:\w+ ){0,3}(?:suicidal|suicide)\b|\b(?:commit|committing|attempt(?:ed)?|thinking (?:about|of)) suicide\b",
        r"\b(?:end|ending|take|taking) my (?:own )?life\b|\bend it all\b",
        r"\b(?:i )?(?:want|wish|would rather|going) to die\b|\b(?:i )?(?:don't|no longer) want to (?:live|be alive|be here any ?more|wake up)\b",
        r"\bbetter off dead\b|\bno reason to live\b|\bcan't go on living\b|\bnothing (?:left )?to live for\b",
        r"\b(?:clients?|patients?|she|he|colleague) (?:\w+ ){0,4}(?:suicidal|(?:kill|harm|hurt)(?:ing)? (?:himself|herself|themselves|themself))\b",
        r"\b(?:mich umbringen|bringe mich um|nicht mehr leben|selbstmord begehen|will sterben|suizidgedanken)\b",
        r"\b(?:suicidarme|matarme|quitarme la vida|quiero morir|no quiero vivir)\b",
        r"\b(?:me suicider|me tuer|en finir avec la vie|envie de mourir|veux mourir)\b",
    ),
    "security_incident": (
        r"\b(?:been|got|getting|was|were|is|are|am|be) (?:\w+ )?(?:hacked|compromised|breached|phished|hijacked)\b|\bhackers?\b.{0,40}\b(?:account|data|system|got|have|in|access)\b",
        r"\b(?:hacked|broke|broken|hijacked|breaking|getting) in ?to (?:my|our|the|this) (?:account|system|calendar|data|email|login|records)\b",
        r"\bhacked (?:my|our|the) \w+",
        r"\b(?:someone|somebody|a stranger|an unknown person|strangers|an ex-?employee|a former employee|an intruder|a hacker|somebody else|someone else) (?:\w+,? ){0,5}(?:logged in|signed in|logging in|log in|in (?:our|my) (?:\w+ )?(?:account|system|calendar|e-?mails?|inbox|data|records|login)|into (?:my|our)|access(?:ed|ing)?|gets? into|got into|got in|has access|has my password|has our password|stole|stolen|downloaded|using (?:my|our) (?:account|login)|changed (?:my|our) (?:password|login|e-?mail|bank))\b",
        r"\b(?:unauthori[sz]ed|suspicious|unknown|strange) (?:access|login|log-?in|sign-?in|activity|device)s?\b",
        r"\b(?:data|security) (?:breach|leak|incident)\b|\bleak(?:s|ed|ing)? (?:\w+ ){0,3}(?:data|records|passwords|information)\b|\b(?:data|records|passwords|api key|key) (?:\w+ ){0,4}(?:leaked|exposed|stolen|published)\b",
        r"\b(?:a|an|your|found|serious|security|xss|sql) (?:\w+ )?(?:vulnerability|security hole|security flaw|security bug|exploit|injection)\b",
        r"\bransomware\b|\b(?:phishing|fake|scam) (?:\w+ )?(?:mail|email|e-mail|message|text|sms|site|page|link)s?\b.{0,60}\b(?:you|your|clients|clicked|entered|pretend|harborlight|sent)\b|\bphishing\b",
        r"\b(?:laptop|phone|tablet|computer|ipad) (?:\w+ ){0,8}(?:was|has been|got|were|is|been) stolen\b|\b(?:stole|stolen) (?:my|our|a|the) (?:\w+ )?(?:laptop|phone|tablet|computer|ipad)\b",
        r"\b(?:can|could) see (?:another|other|someone else's|somebody else's|a different) (?:clinic|company|business|account|customer|practice|studio)",
        r"\b(?:sent|mailed|e-?mailed|gave|shown|showed|shared) (?:\w+ |\w+'s ){0,4}(?:records?|notes|data|details|invoice|file|files) (?:\w+ )?to the wrong (?:person|client|patient|address|people|customer)\b",
        r"\b(?:wasn't|was not|isn't|is not|not) (?:me|us|one of us|anyone here)\b.{0,60}\b(?:password|login|log-?in|sign-?in|e-?mail|device|account|changed)\b|\b(?:password|login|log-?in|sign-?in|e-?mail|device|account|changed)\b.{0,60}\b(?:it )?(?:wasn't|was not|and not) (?:me|us|one of us|by (?:me|us))\b",
        r"\b(?:gehackt|datenleck|datenpanne|sicherheitslucke|sicherheitsluecke|fremdzugriff|unbefugter zugriff|phishing)\b|\b(?:jemand|fremder?) (?:\w+ ){0,4}(?:in unser(?:em|en)?|in mein(?:em|en)?) (?:konto|account|system)\b",
        r"\b(?:hackeado|hackeada|hackearon|pirateado|fuga de datos|acceso no autorizado|brecha de seguridad)\b",
        r"\b(?:pirate(?:e|s)? (?:mon|notre)|compte pirate|ete pirate|fuite de donnees|acces non autorise|faille de securite)\b",
    ),
    "data_loss": (
        rf"\b(?:all|everything|every|entire|whole|hundreds|thousands|most|half)\b(?: of)?(?: (?:my|our|the))?(?: \w+){{0,3}} {_DATA}(?: \w+){{0,5}} (?:is|are|has|have|was|were|got|went|been|just)?(?: \w+)? ?{_GONE}\b",
        rf"\b(?:everything|all of it) (?:is|has|was|just|we had|i had)(?: \w+){{0,3}} {_GONE}\b",
        r"\b(?:lost|losing|deleted|wiped|erased) (?:all|everything|every|the entire|the whole|our entire|our whole|my entire|my whole|hundreds of|thousands of|weeks of|months of|years of)\b",
        rf"\b(?:my|our|the) (?:whole |entire |complete )?(?:{_DATA})(?: \w+){{0,3}} (?:is|are|has|have)(?: \w+)? (?:gone|lost|disappeared|vanished|completely empty|totally empty|been wiped|been erased|wiped|erased)\b",
        r"\b(?:client list|calendar|diary|database|account|patient list) (?:is|was) (?:\w+ )?(?:empty|blank)\b",
        r"\bdata (?:loss|has been lost|was lost)\b",
        r"\b(?:alle|unsere|samtliche|saemtliche|meine) (?:\w+ )?(?:daten|kunden|termine|patienten|kundendaten|patientendaten)(?: \w+){0,4} (?:weg|verloren|verschwunden|geloscht|geloescht)\b",
        r"\b(?:todos|todas|nuestros|mis) (?:\w+ ){0,3}(?:datos|clientes|citas)(?: \w+){0,4} (?:desaparecido|perdido|borrado)|\b(?:perdido|desaparecido|borrado) (?:todos|todas|todo)\b",
        r"\b(?:toutes|tous|nos|mes) (?:\w+ ){0,3}(?:donnees|clients|rendez-vous)(?: \w+){0,4} (?:disparu|perdu|perdues|effacees?|supprimees?)|\b(?:perdu|disparu) (?:toutes|tous|tout)\b",
    ),
    "complaint": (
        r"\b(?:make|file|lodge|submit|have|raise) (?:a|an) (?:\w+ )?complaint\b|\b(?:want|like|need) to complain\b|\bcomplain(?:ing)? about (?:\w+ ){0,5}(?:employees?|staff|agents?|colleagues?|support|team|service|you)\b",
        r"\b(?:agent|colleague|person|somebody|someone|support|you|lady|man|woman|guy) (?:\w+ ){0,6}promised (?:me|us)\b",
        r"\b(?:mich beschweren|beschwerde einreichen|eine beschwerde)\b",
        r"\b(?:poner una queja|presentar una queja|quejarme)\b|\b(?:me plaindre|deposer une plainte|une reclamation)\b",
    ),
    "legal_threat": (
        rf"\b(?:sue|suing|prosecute) {_US}\b|\b(?:take|taking|see|drag) (?:you|this|you guys|your company|harborlight|it) (?:\w+ )?(?:to|in) (?:the )?(?:small claims )?(?:court|tribunal)\b|\bsee you in court\b",
        r"\b(?:take|taking|start|starting|consider(?:ing)?|threaten|begin|pursue|pursuing|initiate|face|facing|expect|bring) (?:\w+ )?(?:legal (?:action|proceedings|steps|measures)|a lawsuit|proceedings)\b|\blegal action (?:will|against)\b",
        rf"\b(?:my|our|a|the) {_LAWYER} (?:\w+ ){{0,3}}(?:will|is|are|has|have|says|said|advised|advises|to (?:contact|write|sue)|about (?:this|you|suing))\b|\b(?:contact|contacting|call|calling|talk to|talking to|speak to|speaking to|consult|consulting|involve|involving|get|getting|instruct|instructed|hire|hiring|hear from|hearing from|going to|passing this to|passed this to|forward(?:ing)? this to|hand(?:ing)? this to) (?:(?:my|our|a|the|to) ){{1,2}}{_LAWYER}\b(?! (?:template|clinic|account))",
        rf"\b(?:report|reporting|reported|complain|complaint|complaining|complained|go|going|refer|take|taking|contact|contacting|file|filing|lodge)(?: \w+){{0,6}} (?:to|with|at|about you to) (?:the )?{_REGULATOR}\b|\b(?:call|calling|contact|contacting) {_REGULATOR}\b",
        r"\b(?:breach of (?:contract|the contract|gdpr)|in breach of|violat(?:e|es|ing|ion of) (?:the )?(?:gdpr|data protection|the law|consumer law|contract)|claim (?:damages|compensation)|sue for damages|cease and desist|formal notice|letter before action|pre-?action)\b",
        r"\b(?:verklagen|verklage|anzeige (?:erstatten|gegen sie)|rechtliche schritte|rechtsanwalt einschalten|vor gericht|verbraucherschutz|verbraucherzentrale)\b",
        r"\b(?:demandar(?:los|les|te|lo)?|acciones legales|denunciar(?:los|les|te)|oficina del consumidor)\b",
        r"\b(?:porter plainte|poursuivre en justice|action en justice|poursuites judiciaires|mise en demeure|tribunal contre vous)\b",
    ),
    "public_complaint": (
        rf"\b(?:i|we) (?:will|shall|am going to|are going to|am about to|might|would|could)(?: \w+){{0,2}} (?:post|share|tweet|publish|write|talk|complain|warn|put|spread|review|rate|expose|name)\b(?: \w+){{0,8}} (?:on|in|to|all over|at|via|across) (?:\w+ )?(?:{_PLACE}|the (?:press|media|news|newspapers?|papers))\b",
        r"\b(?:i|we)?(?: (?:will|am going to|are going to|am about to|shall|would))?(?: \w+)? ?(?:leave|leaving|write|writing|post|posting|give|giving) (?:you |a |an |your company )*(?:very |really |public )?(?:bad|negative|terrible|awful|horrible|damning|scathing|1|one|zero|0)[ -]?(?:star)?s? ?(?:review|rating)s?\b(?! from)",
        r"\b(?:post|posting|tweet|tweeting|share|sharing|write|writing) (?:about )?(?:this|it|my experience|your behaviou?r|the screenshots?|this chat|about you|about it)(?: \w+){0,3} (?:on|all over|to|online)\b",
        rf"\b(?:complain|complaining|complained|go|going|went) (?:\w+ ){{0,3}}(?:public|publicly|viral|on {_PLACE})\b(?! (?:link|page|profile|calendar|holiday))",
        r"\b(?:go|going|talk|talking|speak|write|contact|contacting|tell|telling|call) (?:to )?(?:the |a )?(?:press|media|newspapers?|journalists?|local news|bbc|tv)\b",
        r"\b(?:name and shame|shame you|tell (?:everyone|everybody|all my \w+|other clinics|the world) (?:\w+ ){0,5}(?:bad|terrible|awful|avoid|scam|not to|about (?:this|you)|how))\b",
        r"\b(?:schlechte bewertung (?:schreiben|hinterlassen|abgeben|geben)|an die presse)\b",
        r"\b(?:publicarlo en|publicar(?:e)? esto en|a la prensa)\b|\b(?:publier (?:ca|cela|ceci) sur|a la presse)\b",
    ),
}
_KINDS = tuple(kind for kind, patterns in _PATTERNS.items() for _ in patterns)
_ALARMS = Rules(pattern for patterns in _PATTERNS.values() for pattern in patterns)
"""All patterns one after another, the kind of each in `_KINDS`."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Signs by language, each with words that hardly a sentence of it does without.
_SIGNS = (
    (
        ENGLISH,
        _words("the i is are my our your you and to it this that we not have of if for with was be a me all in"),
    ),
    (
        GERMAN,
        _words(
            "der die das ich ist sind mein meine unser unsere sie und zu es wir nicht haben hat fur mit war ein eine mich alle in auf"
        ),
    ),
    (
        SPANISH,
        _words(
            "el la los las es son mi mis nuestra nuestro y a que no de si para con un una me en lo se su por nos ha otro otra como sus al del"
        ),
    ),
    (
        FRENCH,
        _words(
            "le la les est sont mon ma mes notre nos et a que ne pas de si pour avec un une me en je vous nous il au aux du des dans sur ai mes ce va sera"
        ),
    ),
)
# A question about how things are in general is not an event: "have you ever had a data breach?"
_GENERAL = re.compile(
    r"\b(?:how (?:do|does|can|would|could) (?:you|i|we|harborlight|one)|what (?:if|happens|do you do|would)|have you (?:ever )?|do you"
    r"|has (?:harborlight|there) ever|are you (?:protected|insured)|in case (?:of)?|prevent|protect(?:ed|ion|s)? (?:against|from)|avoid|policy"
    r"|if (?:someone|somebody|a|an|we|i|my|our|the)|so that nobody|can (?:someone|somebody|anyone|a|an|i|we)|could (?:someone|anyone)|is it possible"
    r"|^(?:will|would|when|are|is|does|do|can) (?:all|my|our|the|everything|you)|was passiert|wie (?:schutzt|schuetzt)|que pasa si|que se passe-t-il si|template|training|course|guide|article|ever been|ever had)\b"
)
_GENERAL_KINDS = {"security_incident", "data_loss", "legal_threat", "public_complaint"}
# In a reward question or a report the finder has found something: that is an incident whatever it asks.
_FOUND = re.compile(r"\b(?:found|discovered|noticed|i think|i believe|just)\b")

_ABUSE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:fuck|screw|damn) (?:you|u|off|yourself|your \w+|this company|harborlight)\b(?! for)|\bf off\b|\bgo fuck\b|\bmother ?fuckers?\b|\bgo to hell\b|\bdrop dead\b|\bgo die\b|\bkill yourself\b|\bkys\b|\bstfu\b|\bshut (?:the fuck )?up(?=$| you| and| already| stupid| bot)",
        r"\b(?:you|you're|youre|your|ur|u)(?: (?:are|all|guys|lot|people|absolute|fucking|such|just|really|so|an?|a bunch of|all|bunch|of|total|complete|stupid|bloody|dumb|useless|damn|the)){0,6} (?:idiots?|morons?|imbeciles?|assholes?|arseholes?|bastards?|dickheads?|retards?|retarded|cunts?|scum|wankers?|pricks?|bitch(?:es)?|twats?|shitheads?|dumbass(?:es)?|pieces? of shit|pieces? of crap|crooks|scumbags?|dipshits?|fucktards?)\b",
        r"\b(?:idiots?|morons?|assholes?|arseholes?|bastards?|dickheads?|cunts?|wankers?|scumbags?|dumbass(?:es)?|dipshits?)$|^(?:you )?(?:idiots?|morons?|assholes?|arseholes?|bastards?|bitch(?:es)?|cunts?|wankers?|scumbags?|retard(?:s|ed)?|stupid (?:bot|machine|robot|bitch)|dumb (?:bot|ass)|fuck(?:ing)? (?:bot|machine|you)|pieces? of shit)\b",
        r"\b(?:i hope you (?:\w+ )?(?:die|rot|burn|go bankrupt|choke)|i(?: will|'ll) (?:find|hurt|kill|beat|hunt) you|you (?:should|deserve to) (?:die|burn|rot))\b",
        r"\b(?:suck my|eat shit|kiss my ass|lick my)\b|\byou (?:fucking |really |all )?suck\b",
        r"\b(?:arschloch|wichser|hurensohn|fick dich|verpiss dich|halt die (?:fresse|klappe)|du (?:idiot|depp|arsch)|ihr (?:idioten|penner|arschlocher)|drecksladen|vollidiot(?:en)?)\b",
        r"\b(?:hijo de puta|hijos de puta|gilipollas|vete a la mierda|que te jodan|cabron(?:es)?|pendejos?|imbecil(?:es)?|idiotas?)\b",
        r"\b(?:connard|connards|enculer?|va te faire|ta gueule|fils de pute|salaud|encules|bande d'idiots|abruti)\b",
    )
)
_SWEARING = re.compile(
    r"\b(?:fuck\w*|shit\w*|bullshit|wtf|ffs|bloody|damn(?:ed|it)?|goddamn|crap|piss(?:ed)?(?: off)?|bollocks|arse|ass|bastards?|hell"
    r"|scheiss\w*|scheisse|verdammt\w*|kacke|mierda|joder|puta|putain|merde|bordel)\b"
)


def _in_general(kind: str, words: str) -> bool:
    """Whether these words ask how things are in general, and tell of no event."""
    return kind in _GENERAL_KINDS and bool(_GENERAL.search(words)) and not _FOUND.search(words)


def _spoken(text: str) -> list[int]:
    """How many words speak for each of the languages of `_SIGNS`."""
    words = set(text.replace("'", " ").split())
    return [len(words & common) for _, common in _SIGNS]


def _signs_for(clause: str, whole: list[int]) -> Iterator[Sign]:
    """The signs that may be in a clause, of the languages that most of its words speak for; where none does, of those
    that the whole text speaks, as `_spoken` counts it; of all where that is none."""
    counts = _spoken(clause)
    if not any(counts):
        counts = whole
    most = max(counts)
    for (signs, _), count in zip(_SIGNS, counts, strict=True):
        if count == most:
            yield from (signs[number] for number in _firsts(signs).possible(clause))


@cache
def _firsts(signs: tuple[Sign, ...]) -> Rules:
    return Rules(sign.first for sign in signs)


def alarms_in(clauses: tuple[str, ...]) -> tuple[Alarm, ...]:
    """Each kind of alarm once, with the first words that showed it."""
    found: dict[str, Alarm] = {}
    whole = _spoken(" ".join(clauses))
    for clause in clauses:
        settled = set(found)  # the first words of a kind decide for their clause
        for number in _ALARMS.possible(clause):
            kind = _KINDS[number]
            if kind in settled or (match := _ALARMS[number].search(clause)) is None:
                continue
            settled.add(kind)
            if not _in_general(kind, clause[: match.end()]):
                found[kind] = Alarm(kind, match[0].strip())
        for sign in _signs_for(clause, whole):
            if sign.kind not in found and (words := sign.words_in(clause)) and not _in_general(sign.kind, clause):
                found[sign.kind] = Alarm(sign.kind, words)
    return tuple(found.values())


def abuse_in(clauses: tuple[str, ...]) -> str:
    """The words that insult or threaten us, or ""; swearing at a thing that does not work is not abuse."""
    for clause in clauses:
        for pattern in _ABUSE:
            if match := pattern.search(clause):
                return match[0].strip()
    return ""


def swearing_in(clauses: tuple[str, ...]) -> bool:
    """Whether there is any coarse word, whoever it is meant for."""
    return any(_SWEARING.search(clause) for clause in clauses)
