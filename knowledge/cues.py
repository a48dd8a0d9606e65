"""Which sort of answer a question asks for, and which sorts a sentence can give: soft hints, never a refusal."""

import re

from knowledge.ingest import Section, Unit, UnitKind
from knowledge.lexical import tokens
from knowledge.undoing import asks_to_undo

NUMBER, MONEY, DURATION, MOMENT, PLACE, REACH, WHO, STEPS, OTHERS, US, UNDOING = (1 << bit for bit in range(11))
SORTS = OTHERS - 1 & ~STEPS
"""Of answers; steps and whom it is about are weighed by themselves."""

_N = r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|once)"
_SPAN = rf"{_N}[- ](?:more |working |business )?(?:second|minute|hour|day|week|month|year)s?\b"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ASKED = (
    (NUMBER, _words(r"\bhow (?:many|often|big|large|far|high)\b|\b(?:max(?:imum)?|min(?:imum)?|limits?|number of)\b")),
    (
        MONEY,
        _words(r"\bhow much\b|\b(?:costs?|prices?|pricing|fees?|charges?|expensive|cheap\w*|discounts?)\b|[£$€]"),
    ),
    (
        DURATION,
        _words(
            r"\bhow (?:long|soon|fast|quick(?:ly)?|far|late)\b|\bhow many (?:days|weeks|months|years|hours|minutes)\b"
            r"|\b(?:until|till|by) when\b|\bexpir|\bvalid\b|\bwie lange\b"
            rf"|\bor {_SPAN}"
        ),
    ),
    (MOMENT, _words(r"\bwhen\b|\bwhat (?:time|day|date)\b|\b(?:dates?|hours)\b|\bwann\b")),
    (PLACE, _words(r"\bwhere\b|\bwhich (?:page|menu)\b|\bwo\b")),
    (REACH, _words(r"\b(?:phone|ring|call|reach|contact|e-?mail address|hotline)\b")),
    (WHO, _words(r"\bwho\b|\bwhich (?:role|user)s?\b|\b(?:allowed|permissions?|rights)\b|\bwer\b")),
    (
        STEPS,
        _words(
            r"\bhow (?:do|can|to|would|could|should)\b|\bwhere (?:do|can) i\b|\b(?:want|need|like|trying) to\b"
            r"|\bforgot(?:ten)?\b|\breset\b|\bsteps?\b"
            r"|\bwie (?:kann|geht|mache?|andere|ändere)\b|\bcómo\b|\bcomo (?:puedo|hago)\b|\bcomment\b"
        ),
    ),
)
_WHOM = (
    r"(?:clients?|customers?|patients?|guests?|visitors?|students?|pupils?|tenants?|shoppers?|buyers?|child|children"
    r"|kids?|parents?|kund(?:e|en|in|innen)|patient(?:en|in|innen)|gäste?|clientes?|pacientes?)\b"
)
"""Those whom our customers serve: their password is another matter than one's own."""
_OTHERS = _words(rf"\b{_WHOM}")
_THEIRS = _words(
    rf"\b(?:an?|the|this|that|one|another|each|every|my|our|eine?[mnrs]?|de[mnrs]|die|meine?[mnrs]?|unsere?[mnrs]?|mis?"
    rf"|nuestr[oa]s?) {_WHOM}|\b(?:client|customer|patient|guest|visitor|student|pupil|tenant)s?['’]s?\b"
)
_WHO_WORKS = (
    r"(?:practitioners?|team ?mates?|team members?|colleagues?|staff|employees?|workers?|receptionists?|therapists?"
    r"|assistants?|trainers?|teachers?|doctors?|nurses?|mitarbeiter(?:in|innen|n|s)?|kolleg(?:e|en|in|innen))\b"
)
_STAFF = _words(rf"\b{_WHO_WORKS}")
"""Those who work with the asker."""
_FOR_STAFF = _words(
    rf"\b{_WHO_WORKS}['’]s?\b|\bfor (?:an?|my|our|the|this|another|one) (?:\w+ )?{_WHO_WORKS}"
    rf"|\bfür (?:eine?[mnrs]?|meine?[mnrs]?|unsere?[mnrs]?|de[mnrs]|die) {_WHO_WORKS}"
)
"""What is one of theirs, or is done for one of them."""
_OF_A_TEAM = _words(
    rf"\b(?:{_WHO_WORKS}|(?:team|members?|persons?|people|everyone|everybody|somebody|roles?|personen|mitglied(?:er|s)?)\b)"
)
_NOT_THEM = _words(rf"\b(?:not|nicht) (?:\w+ ){{0,3}}{_WHOM}[^.!?]*")
"""It says whom it is not about."""
_WITH_US = _words(
    r"\b(?:from|pay|paid|paying|owe|by|with) you\b|\bwe(?:'ve| have)? paid\b"
    r"|\b(?:my|our) (?:money|invoices?|bills?|plan|subscription|contract|trial)\b"
    r"|\bvon (?:euch|ihnen)\b|\b(?:mein|unser)e?n? (?:geld|rechnung(?:en)?|abo(?:nnement)?|vertrag|tarif)\b"
)
"""Between the asker and us, not between the asker and whom they serve."""
_SETTLED = _words(
    r"\b(?:after|once) (?:(?:i|we|you|they|he|she) ?(?:'ve|'d|have|had)? )?(\w+(?:ing|ed))\b"
    r"|(?:^|[.,;:!?] ?|\bplease )(?:do not|don't|never) (\w+)|\b(?:do not|don't) want you to (\w+)"
    r"|\b(?:without|instead of|rather than) (\w+ing)\b"
)
"""What has been done already, or is not to be done: how to do it is not what is asked."""
_GIVEN = (
    (NUMBER, _words(rf"\b{_N}\b|\bno (?:upper )?limit\b|\bas many\b")),
    (
        MONEY,
        _words(
            r"[£$€]\s?\d|\b\d[\d.]*\s?(?:p|%|euros?|dollars?|pounds?)(?!\w)|\bfree\b"
            r"|\bno (?:\w+ )?(?:fee|cost)|\bcharged?\b"
        ),
    ),
    (DURATION, _words(rf"\b{_SPAN}|\b(?:at once|immediately|straight away|without a time limit)\b")),
    (
        MOMENT,
        _words(
            rf"\b\d\d?:\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b\d+(?:st|nd|rd|th)\b|\b{_SPAN}"
            r"|\b(?:on|until) the (?:next|last|day)\b"
        ),
    ),
    (PLACE, _words(r"\w > \w|\b(?:go to|under|at the top|in the same place|data centres?)\b")),
    (REACH, _words(r"\S@\S|\bring\b|\bcall(?: back)?\b|\bphone number\b|\bchat\b")),
    (WHO, _words(r"\b(?:owner|manager|admin|role|user|everyone|everybody|nobody|anybody|anyone|somebody|only)s?\b")),
)
_VAGUE = frozenset(
    tokens(
        "work works working help problem problems issue issues question questions thing things something anything "
        "nothing everything someone still again know tell ask said say think see look wrong broken bad fix fixed "
        "urgent asap already happen happens happened tried try please ok okay now sure same really just here stuff "
        "use using about today ever always never not back make need hilfe frage geht funktioniert ayuda aide"
    )
)

_MEASURED = frozenset(tokens("much many long often soon far want get like would could"))
"""Of a turn before: words that say how it asked rather than of what."""


def asked(question: str) -> int:
    """The sorts of answer a question asks for, as bits; `OTHERS` where it is about our customers' own customers, `US`
    where it is about what they have with us and not about those, `UNDOING` where something is to be undone."""
    whom = OTHERS if _OTHERS.search(question) else US * bool(_WITH_US.search(question))
    whom |= UNDOING * asks_to_undo(question)
    return sum(bit for bit, pattern in _ASKED if pattern.search(question)) | whom


def asks_for_steps(question: str) -> bool:
    """Whether it asks how something is done."""
    return any(bit & STEPS and pattern.search(question) for bit, pattern in _ASKED)


def given(unit: Unit) -> int:
    """The sorts of answer a unit can give, as bits."""
    bits = STEPS if unit.kind is UnitKind.STEP else 0
    return bits | sum(bit for bit, pattern in _GIVEN if pattern.search(unit.text))


def about(section: Section) -> int:
    """`OTHERS` where a passage, its title and heading included, speaks of our customers' own customers, other than to
    say that it is not about them."""
    return OTHERS * bool(_OTHERS.search(_NOT_THEM.sub("", section.searched)))


def is_of_others(question: str, section: Section) -> bool:
    """Whether a question is about somebody of whom the passage says nothing: one of the asker's own customers, or of
    their colleagues, where it most likely tells of the asker; or staff, where it tells of customers."""
    if _OTHERS.search(question):
        return is_theirs(question) and not about(section)
    if not _STAFF.search(question):
        return False
    if _FOR_STAFF.search(question) and not _OF_A_TEAM.search(section.searched):
        return True
    return bool(about(section)) and not _STAFF.search(section.searched)


def is_theirs(question: str) -> bool:
    """Whether a question is about some or one of the asker's own customers."""
    return bool(_THEIRS.search(question))


def settled(question: str, locale: str) -> frozenset[str]:
    """Stems of what a question says is done already or is not to be done: "after cancelling", "don't delete"."""
    found = _SETTLED.findall(question.replace("’", "'"))
    return frozenset(stem for groups in found for stem in tokens(" ".join(groups), locale))


def telling(stems: list[str]) -> int:
    """How many different words of a question say what it is about; a code says it all."""
    kept = subjects(stems)
    return 4 if any(any(c.isdigit() for c in stem) and "-" in stem for stem in kept) else min(len(kept), 4)


def subjects(stems: list[str]) -> set[str]:
    """The words of a question that say what it is about."""
    return {stem for stem in stems if stem not in _VAGUE}


def is_named(stems: list[str], section: Section, locale: str) -> bool:
    """Whether an article's title holds the one word that says what a question is about, or there are several of these,
    or a code: "a problem with my account" is not answered by a passage that merely speaks of accounts."""
    kept = subjects(stems)
    if len(kept) > 1 or any(char.isdigit() for stem in kept for char in stem):
        return True
    return bool(kept & set(tokens(section.article.title, locale)))


def is_of_the_turn_before(stems: list[str], before: list[str], section: Section, locale: str) -> bool:
    """Whether a passage, its title included, names what a question is about, and its article most of what the turn is
    about on which the question leans ("and Enterprise?" after "how much is Growth")."""
    earlier = subjects(before) - _MEASURED
    article = {*tokens(section.article.title, locale), *tokens(section.article.body, locale)}
    named = {*tokens(section.article.title, locale), *tokens(section.searched, locale)}
    return bool(earlier) and subjects(stems) <= named and 2 * len(earlier & article) > len(earlier)
