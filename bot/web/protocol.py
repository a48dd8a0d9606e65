"""The widget's frames: what may come in, checked strictly, and what goes out."""

import json
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.domain.conversation import Conversation, Mode
from core.domain.messages import Message
from core.errors import FoyerError, InvalidInput

MAX_FRAME_BYTES = 64 * 1024
VERSION = 1

ConversationKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
ClientKey = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z._-]{1,64}$")]
Locale = Annotated[str, StringConstraints(max_length=35, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")]
_ACTION = re.compile(r"^(|person|solved|unsolved|withdraw|intent:[a-z0-9_-]{1,64})$")


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Hello(_Frame):
    """The first frame: who I am and what I have seen."""

    type: Literal["hello"] = "hello"
    v: int = VERSION
    token: Annotated[str, Field(max_length=4096)] | None = None
    identity: Annotated[str, Field(max_length=8192)] | None = None
    conversation: ConversationKey | None = None
    after: Annotated[int, Field(ge=0, le=2**53)] = 0
    locale: Locale = "en"


class Say(_Frame):
    """A message; `cid` makes a resend harmless."""

    type: Literal["message"] = "message"
    cid: ClientKey
    conversation: ConversationKey
    text: str
    action: Annotated[str, Field(max_length=80)] = ""


class Seen(_Frame):
    """The visitor's client has shown everything up to `seq`."""

    type: Literal["seen"] = "seen"
    conversation: ConversationKey
    seq: Annotated[int, Field(ge=0, le=2**53)]


class Followed(_Frame):
    """The visitor has followed the link to a source of an answer; `source` counts that answer's sources from 0."""

    type: Literal["followed"] = "followed"
    conversation: ConversationKey
    seq: Annotated[int, Field(ge=1, le=2**53)]
    source: Annotated[int, Field(ge=0, le=20)]


class Typing(_Frame):
    """The visitor types or has stopped."""

    type: Literal["typing"] = "typing"
    conversation: ConversationKey
    on: bool


class Ping(_Frame):
    """Is anybody there?"""

    type: Literal["ping"] = "ping"


Frame = Hello | Say | Seen | Followed | Typing | Ping
_KINDS: dict[str, type[Frame]] = {
    "hello": Hello,
    "message": Say,
    "seen": Seen,
    "followed": Followed,
    "typing": Typing,
    "ping": Ping,
}


def parse(raw: str | bytes, kind: str | None = None) -> Frame:
    """One frame from its JSON text; `kind` where the route says what it must be.

    Raises InvalidInput, whose text names the field that is wrong and never repeats what was sent.
    """
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise InvalidInput("This is not valid JSON in UTF-8. Send one JSON object a frame.") from None
    if not isinstance(data, dict):
        raise InvalidInput("A frame is one JSON object.")
    name = kind or data.get("type")
    model = _KINDS.get(name) if isinstance(name, str) else None
    if model is None:
        raise InvalidInput(f"Unknown frame type. Known are {', '.join(_KINDS)}.")
    try:
        frame = model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "frame"
        known = field if field in model.model_fields else "an unknown field"
        raise InvalidInput(f"The {name} frame is wrong at {known}: {first['msg']}.") from None
    if isinstance(frame, Say) and not _ACTION.match(frame.action):
        raise InvalidInput("The message frame is wrong at action: there is no such action.")
    return frame


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # json.dumps would make one each time


def dump(frame: dict[str, Any]) -> str:
    """A frame as compact JSON."""
    return _encode(frame)


def event(message: Message, prev: int, bot_name: str) -> dict[str, Any]:
    """One entry of the log as the customer may see it. `prev` is the sequence of the entry they saw before."""
    frame: dict[str, Any] = {
        "type": "event",
        "conversation": message.conversation_id,
        "seq": message.seq,
        "prev": prev,
        "author": {"kind": message.author.value, "name": message.author_name},
        "text": message.text,
        "at": message.created_at,
        "notice": message.notice.value if message.notice else None,
        "sources": [{"title": s.title, "url": s.url, "heading": s.heading} for s in message.sources],
        "quick_replies": [{"text": q.text, "action": q.action} for q in message.quick_replies],
    }
    if message.of is not None:
        frame["of"] = message.of
    if message.edited_at is not None:
        frame["edited"] = True
    if message.deleted_at is not None:
        frame["deleted"] = True
    if message.author.value == "customer":
        frame["cid"] = message.client_id
    speaker = speaking_after(message, bot_name)
    if speaker:
        frame["with"] = speaker
    return frame


def speaking_after(message: Message, bot_name: str) -> dict[str, str] | None:
    """Who has the word after a notice; None for entries that change nothing."""
    if message.notice is None or message.of is not None:
        return None
    if message.notice.value == "joined":
        return {"kind": "human", "name": message.author_name}
    if message.notice.value in ("handed_off", "still_waiting"):
        return {"kind": "human", "name": ""}
    return {"kind": "bot", "name": bot_name}


def speaking_now(conversation: Conversation | None, bot_name: str) -> dict[str, str]:
    """Who one is talking to: the bot, a named person, or a person still to come (empty name)."""
    if conversation is None or conversation.mode is Mode.BOT:
        return {"kind": "bot", "name": bot_name}
    return {"kind": "human", "name": conversation.assignee_name}


def refusal(error: FoyerError, cid: str | None = None) -> dict[str, Any]:
    """An error as a frame: code, safe text and when to try again."""
    frame: dict[str, Any] = {
        "type": "error",
        "code": error.code,
        "message": error.message,
        "retry_after_s": error.retry_after_s,
    }
    if cid is not None:
        frame["cid"] = cid
    return frame
