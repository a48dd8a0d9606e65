"""Where the rooms meet: what each needs from another, as protocols.

A room gets implementations from `app.py` and imports none. The record's ports are in `core.record`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from core.domain.handoff import Handoff
from core.domain.ids import ConversationId, IntentId, StaffId
from core.domain.mind import Answer, Intent, Passage, Reading
from core.domain.people import Reader, Role, Staff
from core.domain.turn import TurnInput, TurnOutput
from core.staff import StaffSession

Vectors = npt.NDArray[np.float32]
"""One row a text, each of length 1 (L2-normalised)."""

Progress = Callable[[int, int], None]
"""Called with (done, total) while something takes long."""


class Embedder(Protocol):
    """Turns texts into vectors. Concurrent callers share batches; recent texts are remembered."""

    @property
    def name(self) -> str:
        """Identifies model and version; stored vectors from another name are not comparable."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        ...

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimensions)."""
        ...

    def embed_blocking(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The same for set-up work outside the event loop."""
        ...

    def prefetch(self, text: str) -> None:
        """Begin embedding a text that will be asked for soon; returns at once, never raises."""
        ...


class Understanding(Protocol):
    """Reads one turn's text. Deterministic for one `version`."""

    @property
    def version(self) -> str:
        """Changes whenever a reading could."""
        ...

    @property
    def intents(self) -> Mapping[IntentId, Intent]:
        """The company's intents by id."""
        ...

    async def read(self, text: str) -> Reading:
        """Intent, scope, mood, language and the wish for a person."""
        ...


class Knowledge(Protocol):
    """Finds and quotes what the company has written."""

    @property
    def version(self) -> str:
        """Changes whenever an answer could."""
        ...

    @property
    def locales(self) -> frozenset[str]:
        """The languages that articles are written in."""
        ...

    async def search(
        self, question: str, reader: Reader, limit: int = 5, *, history: Sequence[str] = ()
    ) -> tuple[Passage, ...]:
        """The best passages the reader may see, best first. `history`: see `answer`."""
        ...

    async def answer(self, question: str, reader: Reader, *, history: Sequence[str] = ()) -> Answer:
        """The best-supported sentences with their source, or an answer with empty text.

        `history` are the customer's turns before, oldest first, for a question that leans on them; it costs a second
        vector, computed in one call with the question's.
        """
        ...


class Mind(Protocol):
    """Thinks one turn of the bot."""

    @property
    def policy_version(self) -> str:
        """Under which policy and models it decides."""
        ...

    async def think(self, turn: TurnInput) -> TurnOutput:
        """From what came in to what to say, decide and hand over. Has no side effects."""
        ...

    async def wait_with(self, turn: TurnInput, waiting: Handoff | None) -> TurnOutput:
        """What to say to a customer who writes while they wait for a person, mostly nothing; and whether it makes the
        handoff that is `waiting` more urgent."""
        ...

    async def give_up(self, turn: TurnInput) -> TurnOutput:
        """A handoff made without any model, for when thinking has failed; cannot fail itself."""
        ...


class Texts(Protocol):
    """Every sentence a customer reads (see `core.texts`)."""

    def speaks(self, locale: str) -> bool:
        """Whether there are sentences in this language."""
        ...

    def say(self, key: str, locale: str, **values: object) -> str:
        """The sentence in the customer's language with its placeholders filled."""
        ...


class Bus(Protocol):
    """Wake-ups between readers. It says only that something is new; readers then read the record.

    Losing a wake-up costs time, never a message: every reader also looks by itself now and then.
    """

    async def publish(self, topic: str, note: dict[str, object]) -> None:
        """Tell everybody who listens; never raises when the other side is down."""
        ...

    def subscribe(self, listener: Callable[[str, dict[str, object]], None]) -> Callable[[], None]:
        """Hear everything that is published, own process included; returns the way to stop."""
        ...


class Sender(Protocol):
    """Pushes one outbox row to a channel that does not read the log itself.

    Returns what the channel answered (its message id). Raises `core.errors.DeliveryError`, which says whether
    and when to try again.
    """

    async def send(
        self, conversation_id: ConversationId | None, payload: dict[str, object], key: str, again: bool = False
    ) -> str:
        """Deliver `payload`; `key` is the same on each try, so that the receiver can tell a repeat. `again` says
        that an earlier try may have arrived: whoever can look, looks first."""
        ...


Closer = Callable[[], Awaitable[None]]


class StaffDoor(Protocol):
    """Where members of staff come in. `request` is the web request being answered.

    The door has let the request in before a handler runs (see `core.access`); a handler asks who it was.
    """

    def require(self, request: Any, role: Role) -> StaffSession:
        """The session of this request; raises NotSignedIn, or NotAllowed when the role does not suffice."""
        ...

    async def still_open(self, request: Any) -> bool:
        """Whether the session is still good, for connections that outlive their request."""
        ...

    async def enrol(self, login: str, name: str, role: Role) -> tuple[Staff, str]:
        """Add a member of staff; returns the generated password, which nobody can read again."""
        ...

    async def renew_password(self, staff_id: StaffId) -> str:
        """A new generated password for a member who lost theirs; ends their sessions."""
        ...


class StaffPages(Protocol):
    """Renders the staff's pages in their common frame."""

    def render(self, template: str, session: StaffSession, **values: object) -> str:
        """A page as HTML; `template` is "<room>/<file>"."""
        ...
