"""The language model within one turn: each step once, all within the turn's time, and kept for a replay.

What a step made of an answer, checked, is a JSON value in the turn's facts. A replay gets it from there and calls
nobody; a step that was not asked then has no answer now.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from core.clock import Clock
from core.domain.mind import Decision
from core.domain.turn import TurnInput
from core.language_model import Call, CallOutcome, LanguageModel, Material, Question, Shape, Step
from core.model_settings import MICROS, TURN_S

Json = Any
Work = Callable[[], Awaitable[Json | None]]


class TurnModel:
    """Made anew for each turn. `then` are the facts of a stored turn: with them nobody is asked."""

    def __init__(
        self,
        turn: TurnInput,
        clock: Clock,
        model: LanguageModel | None = None,
        then: Mapping[str, Json] | None = None,
    ) -> None:
        self._turn = turn
        self._clock = clock
        self._model = model if then is None else None
        self._until = clock.monotonic() + TURN_S
        self._said: dict[str, Json] = dict((then or {}).get("said", {}))
        self._decisions = [Decision("model", *each) for each in (then or {}).get("calls", ())]
        self._asked: set[Step] = set()

    def has(self, step: Step) -> bool:
        """Whether it is worth going into a step."""
        return step.value in self._said or (self._model is not None and step in self._model.steps)

    async def once(self, step: Step, work: Work) -> Json | None:
        """What `work` makes of the step, or what it made of it then."""
        if step.value in self._said or self._model is None or step in self._asked:
            return self._said.get(step.value)
        self._asked.add(step)
        if step in self._model.steps and (value := await work()) is not None:
            self._said[step.value] = value
        return self._said.get(step.value)

    async def ask(
        self,
        step: Step,
        instructions: str,
        materials: tuple[Material, ...],
        shape: type[Shape],
        check: Callable[[Shape], str] | None = None,
    ) -> Shape | None:
        """One question, for the work of `once`."""
        assert self._model is not None, "a replay asks nobody"
        customer = self._turn.customer
        names = (customer.name, customer.account.name if customer.account else "")
        question = Question(
            step=step,
            instructions=instructions,
            materials=materials,
            shape=shape,
            conversation_id=self._turn.conversation_id,
            within_s=self._until - self._clock.monotonic(),
            names=tuple(filter(None, names)),
            check=check,
        )
        told = await self._model.ask(question)
        self._decisions.append(_decision(told.call))
        return told.value

    @property
    def facts(self) -> dict[str, Json]:
        """For the turn's facts: what came of each step, and the calls made for it."""
        calls = [[each.outcome, each.reason, each.evidence] for each in self._decisions]
        return {"said": dict(self._said), "calls": calls} if calls else {}

    def model_of(self, step: Step) -> str:
        """The name of the model whose answer was used in this turn, or ""."""
        used = (each for each in self._decisions if (each.outcome, each.reason) == (CallOutcome.USED, step))
        return str(next((each.evidence["model"] for each in used), ""))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """One a call, of kind "model"."""
        return tuple(self._decisions)


def _decision(call: Call) -> Decision:
    evidence: dict[str, object] = {
        "model": call.model,
        "tokens_in": call.tokens_in,
        "tokens_out": call.tokens_out,
        "cost": call.micros / MICROS,
        "ms": call.ms,
        "tries": call.tries,
    }
    if call.problem:
        evidence["problem"] = call.problem
    return Decision("model", call.outcome.value, call.step.value, evidence)
