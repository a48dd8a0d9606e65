"""Language models, where a company has set one: one structured question, and a checked answer or none.

Every step works without: whoever asks has a local way to go on when `Told.value` is None. Texts that are not ours
travel as `Material`, apart from the instructions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from core.domain.ids import ConversationId

Shape = TypeVar("Shape", bound=BaseModel)
"""What an answer looks like: a pydantic model whose fields are all required and that forbids others."""


class Step(StrEnum):
    """What a language model may be asked for; each has its own model, time and budget."""

    INTENT = "intent"
    SLOTS = "slots"
    SUMMARY = "summary"
    ANSWER = "answer"


class CallOutcome(StrEnum):
    """What became of a question. All but USED mean that the local way was taken."""

    USED = "used"
    UNSUPPORTED = "unsupported"
    INVALID = "invalid"
    TIMEOUT = "timeout"
    BUSY = "busy"
    FAILED = "failed"
    REFUSED = "refused"
    PAUSED = "paused"
    OVER_BUDGET = "over_budget"
    NO_TIME = "no_time"
    UNRECORDED = "unrecorded"
    STARTED = "started"
    """Not settled: the process died, or the turn was given up on. Counted at the most it may have cost."""


@dataclass(frozen=True, slots=True)
class Material:
    """A text by somebody else: something to read, never an instruction. `hidden` says that personal data in it is to
    be replaced; articles that the reader may see anyway go as they are."""

    name: str
    text: str
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class Question(Generic[Shape]):
    """One question. `names` are known names of people and accounts to be replaced before anything leaves; `check` says
    what is wrong with a valid answer, or ""; `within_s` is what is left of the turn."""

    step: Step
    instructions: str
    materials: tuple[Material, ...]
    shape: type[Shape]
    conversation_id: ConversationId
    within_s: float
    names: tuple[str, ...] = ()
    check: Callable[[Shape], str] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """What a question came to: for the decision's row. Money in millionths of the price's unit."""

    step: Step
    model: str
    outcome: CallOutcome
    tokens_in: int = 0
    tokens_out: int = 0
    micros: int = 0
    ms: int = 0
    tries: int = 0
    problem: str = ""
    """Why it was not used: our words, never the model's or the server's."""


@dataclass(frozen=True, slots=True)
class Told(Generic[Shape]):
    """The answer, valid and checked, with placeholders put back; None when there is none to use."""

    value: Shape | None
    call: Call


class LanguageModel(Protocol):
    """Asks the models that settings name."""

    @property
    def version(self) -> str:
        """Changes whenever another model may answer."""
        ...

    @property
    def steps(self) -> frozenset[Step]:
        """The steps that have a model."""
        ...

    async def ask(self, question: Question[Shape]) -> Told[Shape]:
        """The answer to one question. Never raises for what a model or its server does."""
        ...
