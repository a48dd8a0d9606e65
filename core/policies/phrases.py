"""Words that decide by themselves: the wish for a person, abuse, and small talk that needs no model.

Pure pattern rules in English, German, Spanish and French. They must be precise: "talk to my client" or "is this a
bot?" is not a wish. A rule may look like what it means in one clause only, so text is cut into clauses first.
"""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

import re
import unicodedata
from functools import lru_cache

from core.domain.mind import Alarm, MessageKind
from core.policies import alarm_phrases
from core.policies import person_phrases as person

MAX_HEAD, MAX_TAIL = 3_000, 1_000
"""Of a very long text only the beginning and the end are read: people say what they want there."""

MAX_ALONE = 8
"""Words of a message short enough for a bare "agent" to be its whole meaning."""

MAX_NAMED = 25
"""Words; in a longer message a wish that no rule hears is hardly what it is about."""

_FOLD = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": " - ", "—": " - "})
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_MARK = re.compile(r"[^\w',/&+-]+")
_BREAK = re.compile(r"[.!?;:\n()\"*…¿¡]+| - ")
_MEANT = {
    "human": "hooman humen humman humam humann humang",
    "humans": "hoomans",
    "agent": "agnet agant agen ajent agennt",
    "person": "perosn persom preson peson pesron persn perso",
    "speak": "speek speack spek spaek speka",
    "talk": "tlak talkt tak tallk takl",
    "customer": "custumer costumer cusomer customar custmer cutomer custoer",
    "operator": "operater opertor",
    "someone": "somone someome sum1 sm1 some1 sumone smone someon",
    "somebody": "sombody somebdy sumbody sb",
    "service": "servise serivce servce",
    "connect": "conect connct",
    "transfer": "tranfer transfere trasnfer",
    "want": "wnat wnt",
    "supervisor": "superviser supervisior",
    "manager": "manger mangaer",
    "where is": "wheres where's",
    "please": "pls plz plse",
    "you": "u",
    "can't": "cant cannot",
    "don't": "dont",
    "won't": "wont",
    "i am": "i'm im",
    "i would": "i'd",
    "let me": "lemme",
    "give me": "gimme",
    "want to": "wanna",
    "going to": "gonna",
    "have to": "gotta",
    "bot": "chatbot",
    "bots": "chatbots",
    "que": "q",
    "einen": "nen",
    "einem": "nem",
    "einer": "ner",
    "je veux": "jveux",
    "je voudrais": "jvoudrais jvoudrai",
}
_SLIPS = {slip: meant for meant, slips in _MEANT.items() for slip in slips.split()}
_PAIRS = {
    "can not": "can't",
    "do not": "don't",
    "will not": "won't",
    "i m": "i am",
    "need 2": "need to",
    "want 2": "want to",
    "have 2": "have to",
    "id like": "i would like",
    "id rather": "i would rather",
    "id prefer": "i would prefer",
    "id love": "i would love",
    "some one": "someone",
    "some body": "somebody",
    "talk 2": "talk to",
    "speak 2": "speak to",
    "chat 2": "chat to",
    "chat bot": "bot",
    "chat bots": "bots",
}
_PAIR = re.compile(rf"\b(?:{'|'.join(_PAIRS)})\b")
_REPRESENTATIVE = re.compile(r"rep+r?e?[sc]+[ei]?n?t+[aeiou]*t?i+ve?(s?)$|repersentative(s?)$|representive(s?)$")


def _mended(clause: str) -> str:
    """A clause with the common slips and short forms as they are meant."""
    words = [_SLIPS.get(word, word) for word in clause.split()]
    for place, word in enumerate(words):
        if word.startswith("rep") and _REPRESENTATIVE.match(word):
            words[place] = "representatives" if word.endswith("s") else "representative"
    return _PAIR.sub(lambda pair: _PAIRS[pair[0]], " ".join(words))


@lru_cache(maxsize=256)
def clauses(text: str) -> tuple[str, ...]:
    """The text as folded clauses: lower case, plain letters, straight quotes, common slips mended."""
    if len(text) > MAX_HEAD + MAX_TAIL:
        text = text[:MAX_HEAD] + "\n" + text[-MAX_TAIL:]
    text = unicodedata.normalize("NFKD", text).casefold().translate(_FOLD)
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = _STRETCHED.sub(r"\1", text)
    found = (_mended(_MARK.sub(" ", part)).strip(" ,-") for part in _BREAK.split(text))
    return tuple(part for part in found if part)


@lru_cache(maxsize=256)
def wish_for_person(text: str) -> str:
    """The words by which the text asks for a person instead of the bot, or ""."""
    parts = clauses(text)
    alone = sum(len(part.split()) for part in parts) <= MAX_ALONE
    for number, part in enumerate(parts):
        if words := person.wish_in_clause(part, alone, edge=number in (0, len(parts) - 1)):
            return words
    return ""


def somebody_named(text: str) -> str:
    """The clause that names a person, a bot or a call back and neither denies it nor means somebody else, or "".

    Weaker than a wish: it only says that a short text could be one.
    """
    parts = clauses(text)
    if sum(len(part.split()) for part in parts) > MAX_NAMED:
        return ""
    return next((part for part in parts if person.names_somebody(part)), "")


def alarms(text: str) -> tuple[Alarm, ...]:
    """What in the text policy treats on its own: legal threat, security incident, self-harm, data loss, publicity."""
    return alarm_phrases.alarms_in(clauses(text))


def abuse(text: str) -> str:
    """The words that insult or threaten us, or ""."""
    return alarm_phrases.abuse_in(clauses(text))


def swearing(text: str) -> bool:
    """Whether there is any coarse word, whoever it is meant for."""
    return alarm_phrases.swearing_in(clauses(text))


_SMALL_TALK = {
    MessageKind.GREETING: r"hi+|hey+|hello+|hiya|yo|hullo|howdy|greetings|good (?:morning|afternoon|evening|day)"
    r"|morning|hallo|guten (?:tag|morgen|abend)|moin|servus|gruss gott|gruezi|hola|buenos dias"
    r"|buenas(?: tardes| noches)?|bonjour|bonsoir|salut|coucou|ciao|hi there|hey there|hello there",
    MessageKind.THANKS: r"thanks|thank you|thx|ty|tysm|cheers|many thanks|thanks a lot|thanks so much"
    r"|thank you (?:so|very) much|danke"
    r"|danke schon|danke schoen|vielen dank|dankeschon|merci|merci beaucoup|gracias|muchas gracias|mil gracias",
    MessageKind.GOODBYE: r"bye|bye bye|goodbye|see you|cya|see ya|tschuss|tschuess|auf wiedersehen|adios|hasta luego"
    r"|au revoir|a bientot|good night|have a (?:nice|good|great) (?:day|evening|weekend)",
}
_POLITE = (
    r"please|pls|help(?: me)?(?: out)?|can you help(?: me)?|sorry|regards|(?:kind|best) (?:regards|wishes)|all the best|in advance"
    r"|dear|team|all|everyone|there|again|bitte|(?:liebe|viele|beste|schone) grusse|mfg|lg|hilfe|im voraus"
    r"|por favor|ayuda|saludos|un saludo|de antemano|s'il vous plait|svp|aidez-moi|cordialement|d'avance"
)
_COURTESY = re.compile(
    rf"(?:(?:{'|'.join(_SMALL_TALK.values())}|{_POLITE})\b,? ?)+(?P<names>(?:\w+,? ?){{0,2}})",
)
_SMALL_TALK_ONLY = {kind: re.compile(rf"(?:(?:{words}),? ?)+") for kind, words in _SMALL_TALK.items()}


# "Are you a bot?" and nothing else. Who asks whether there is a person somewhere wishes for one.
_HUMAN_OR_NOT = (
    r"(?:bots?|robots?|robo|humans?|human beings?|persons?|people|machines?|ai|computers?|programs?|real|automated|chatgpt|gpt"
    r"|roboter|mensch\w*|maschinen?|ki|automat|programm|mitarbeiter\w*|echt|humano|humana|persona|maquina|ia|ordenador|programa"
    r"|ser humano|humain\w*|personne|ordinateur|programme|etre humain|automatisch|automatico|automatique)"
)
_ASKS_WHO = (
    r"(?:are (?:you|we)|is (?:this|it|that|he|she)|am i (?:talking|speaking|chatting|writing|texting) (?:to|with)|who am i (?:talking|speaking) to"
    r"|bist du|sind sie|seid ihr|ist (?:das|dies)|spreche ich|rede ich|schreibe ich|chatte ich"
    r"|eres|es usted|son ustedes|esto es|es esto|(?:estoy )?habland?o con|(?:estoy )?hablo con|estoy chateando con"
    r"|es-tu|etes-vous|tu es|vous etes|est-ce|c'est|est-ce que (?:tu es|vous etes|c'est|je parle a)|je parle|parle-je|suis-je en train de parler)"
)
_BETWEEN = (
    r"(?:really|actually|just|even|only|a|an|the|with|to|in fact|here|talking|mit|einem|einer|einen|ein|eine|hier|wirklich|nur|eigentlich|un|una|con|realmente|de verdad"
    r"|une|vraiment|bien|real|live|living|actual|true|automated|echte[nrms]?|richtige[nrms]?|verdader[oa]|vraie?|or|oder|o|ou)"
)
_ABOUT_BOT = re.compile(
    rf"(?:(?:hi|hello|hey|hallo|hola|bonjour|salut|wait|sorry|ok|so|and|but|y|et|und|pero|mais),? )*{_ASKS_WHO}(?: {_BETWEEN}){{0,5}} {_HUMAN_OR_NOT}(?:,? (?:{_BETWEEN} ){{1,4}}{_HUMAN_OR_NOT})?(?: (?:here|hier|aqui|ici|there|or what|or not|oder was|o que|ou quoi|right|please))?"
)


def small_talk(text: str) -> MessageKind | None:
    """The kind of a message that is a bare greeting, thanks or farewell, asks only whether it talks to a bot, or holds
    no word at all; else None."""
    parts = clauses(text)
    if not any(char.isalnum() for char in text):
        return MessageKind.NOISE
    if not parts or len(text) > 80:
        return None
    whole = " ".join(parts)
    if _ABOUT_BOT.fullmatch(whole) and "?" in text:
        return MessageKind.ABOUT_BOT
    return next((kind for kind, pattern in _SMALL_TALK_ONLY.items() if pattern.fullmatch(whole)), None)


def is_courtesy(text: str) -> bool:
    """Whether the text only greets, thanks, begs or signs off, a name or two included ("Cheers, Tom", "please help")."""
    parts = [_COURTESY.fullmatch(part) for part in clauses(text)]
    names = sum(len(part["names"].split()) for part in parts if part is not None)
    return bool(parts) and None not in parts and names <= sum(word[:1].isupper() for word in text.split()[1:])
