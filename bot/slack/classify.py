"""Who wrote it, and what to do about it. Pure: facts in, one decision and its reason out."""

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

from core.domain.conversation import Mode
from core.slack import Ingest, SlackChannel
from core.slack_people import SLACKBOT, Home, Person


class Side(StrEnum):
    """On whose side somebody stands."""

    SELF = "self"
    BOT = "bot"
    OURS = "ours"
    CUSTOMER = "customer"


def written_by_machine(user: str, bot_id: str, app_id: str, subtype: str, home: Home) -> Side | None:
    """Our own app or another one; None when a person may have written it."""
    if user == home.user_id or (bot_id and bot_id == home.bot_id) or (app_id and app_id == home.app_id):
        return Side.SELF
    if bot_id or subtype == "bot_message" or not user or user == SLACKBOT:
        return Side.BOT
    return None


def side_of(person: Person, channel: SlackChannel | None, home: Home, staff: frozenset[str]) -> Side:
    """Customer or colleague. In a channel that is mapped to our own workspace (an internal help desk) our people
    are the customers, but for those on the list of staff."""
    if person.bot:
        return Side.BOT
    if person.id in staff:
        return Side.OURS
    help_desk = channel is not None and home.team_id in channel.account_teams
    private = channel is not None and channel.kind == "im"
    return Side.OURS if person.internal and not help_desk and not private else Side.CUSTOMER


class Todo(StrEnum):
    """What to do with a message."""

    IGNORE = "ignore"
    PARK = "park"
    START = "start"
    CONTINUE = "continue"
    CALL_BACK = "call_back"
    """The bot is asked to speak again in a thread that a colleague had taken."""
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Doing:
    """A decision with its reason, for the log."""

    todo: Todo
    reason: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known around a message. `mode` is that of the conversation its thread belongs to, None without one;
    `own_thread`: the thread was begun by the writer or by us."""

    side: Side
    channel: SlackChannel | None
    mentioned: bool
    in_thread: bool
    own_thread: bool
    mode: Mode | None
    to_somebody_else: bool
    starts: bool
    asked: bool


def decide(scene: Scene) -> Doing:
    """The first rule that fits."""
    channel = scene.channel
    if scene.side in (Side.SELF, Side.BOT):
        return Doing(Todo.IGNORE, f"written by {scene.side}")
    if channel is None or (channel.kind != "im" and not channel.mapped):
        return Doing(Todo.IGNORE, "unmapped channel")
    if scene.side is Side.OURS:
        return _from_ours(scene)
    if scene.mode is not None:
        if scene.mentioned and scene.mode is Mode.HUMAN:
            return Doing(Todo.CALL_BACK, "mentioned")
        return Doing(Todo.CONTINUE, "thread of a conversation")
    return _from_customer(scene, channel)


def _from_ours(scene: Scene) -> Doing:
    if scene.mode is None:
        return Doing(Todo.IGNORE, "our own people")
    if scene.mentioned:
        return Doing(Todo.CALL_BACK, "mentioned by our own people")
    return Doing(Todo.SILENCE, "our own people speak")


def _from_customer(scene: Scene, channel: SlackChannel) -> Doing:
    if channel.kind == "im":
        return Doing(Todo.START, "direct message")
    if channel.ingest is Ingest.OFF:
        return Doing(Todo.IGNORE, "ingestion is off")
    if scene.mentioned or scene.asked:
        return Doing(Todo.START, "mentioned" if scene.mentioned else "asked for")
    if channel.ingest is not Ingest.ALL:
        return Doing(Todo.PARK, f"only {channel.ingest}")
    if scene.in_thread and not scene.own_thread:
        return Doing(Todo.PARK, "somebody else's thread")
    if scene.to_somebody_else:
        return Doing(Todo.PARK, "addressed to somebody else")
    if not scene.starts:
        return Doing(Todo.PARK, "says nothing to answer")
    return Doing(Todo.START, "message in a mapped channel")


_PLEASANTRIES = re.compile(
    r"""(?ix)^\W*(?:(?:hi|hello|hey|hiya|howdy|yo|good\ (?:morning|afternoon|evening|day)|morning|greetings|welcome
    |thanks|thank\ you|thx|ty|cheers|great|awesome|perfect|nice|cool|ok|okay|k|yes|no|yep|nope|sure|got\ it|lol|haha
    |bye|goodbye|see\ you|congrats|congratulations|hallo|moin|servus|guten\ (?:morgen|tag|abend)|danke|vielen\ dank
    |tschüss|super|prima|bonjour|merci|hola|gracias
    |(?:have|enjoy)\ a\ (?:great|nice|good)\ (?:day|weekend|one)|happy\ (?:monday|friday|new\ year|holidays))
    (?:\W+(?:all|everyone|everybody|team|folks|there|guys|again|so\ much|a\ lot|very\ much|zusammen|alle|an\ alle
    |for\ (?:the|your)\ (?:help|update|info)|@?\w+))?\W*)+$"""
)
_KIND_WORDS = re.compile(
    r"(?i)\b(?:hope (?:you(?:'re| are)|all is|everyone is|everything is)(?: all| doing)? (?:well|good|fine|great)"
    r"|how are (?:you|things)(?: all)?(?: doing)?(?: today)?\??)"
)
_FEW_WORDS = 8
_EMOJI = re.compile(r":[\w+'-]+:")
_EMOJI_ONLY = re.compile(r"^(?:\s|:[\w+'-]+:|[^\w\s])*$")


def starts_something(text: str) -> bool:
    """Whether a message could want an answer: greetings, thanks and faces do not begin a conversation."""
    if not text.strip() or _EMOJI_ONLY.match(text):
        return False
    text = _EMOJI.sub(" ", _KIND_WORDS.sub(" ", text)).strip()
    return "?" in text or len(text.split()) > 8 or not _PLEASANTRIES.match(text)


def is_afterthought(text: str) -> bool:
    """Whether a message only adds to the one before it: a few words that ask nothing by themselves."""
    return "?" not in text and len(text.split()) <= _FEW_WORDS


def changes_meaning(before: str, after: str) -> bool:
    """Whether an edit is more than a mended slip of the pen: words added, taken away or replaced by others."""
    old, new = re.findall(r"\w+", before.casefold()), re.findall(r"\w+", after.casefold())
    if old == new:
        return False
    if len(old) != len(new):
        return True
    pairs = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    return any(any(c.isdigit() for c in a + b) or difflib.SequenceMatcher(None, a, b).ratio() < 0.75 for a, b in pairs)
