"""The way of every question to a language model: hidden, afforded, timed, tried again, checked, recorded.

Whatever goes wrong, the caller gets no value and takes its local way; only a cancelled turn raises.
"""

import asyncio
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import structlog
from pydantic import ValidationError

from adapters.llm.breaker import Breaker
from adapters.llm.chat import ChatFailed, Reply
from adapters.llm.prompt import system_prompt, user_prompt
from core.clock import Clock, new_id
from core.language_model import Call, CallOutcome, Question, Shape, Step, Told
from core.model_settings import MICROS, StepPlan
from core.policies.placeholders import Veil
from core.spending import Limits, Spending

log = structlog.get_logger("foyer.llm")

TRIES = 3
"""Of one question; invalid answers are asked for again once."""
_INVALID_TRIES = 2
_BACKOFF_S = (0.25, 1.0)
_LEAST_S = 0.2
"""With less time than this a question is not worth sending."""
_BYTES_PER_TOKEN = 3
"""Fewer than any usual text has, so that what is reserved suffices."""
_FRAME_TOKENS = 200
"""What a server adds: roles, the schema."""


class Chat(Protocol):
    """`adapters.llm.chat.ChatModel`."""

    async def ask(self, system: str, user: str, schema: dict[str, Any]) -> Reply: ...

    async def aclose(self) -> None: ...


@dataclass(slots=True)
class _Bill:
    """What a question has come to so far."""

    tokens_in: int = 0
    tokens_out: int = 0
    micros: int = 0
    tries: int = 0
    under_way: bool = False
    """Whether a call has been sent and not been answered."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question ready to be sent; `once` is the most that one try may cost."""

    system: str
    user: str
    veil: Veil
    once: int


class Gate:
    """`core.language_model.LanguageModel` over chat models. `conversation_budget` in millionths."""

    def __init__(
        self,
        plans: Mapping[Step, StepPlan],
        chats: Mapping[Step, Chat],
        spending: Spending,
        clock: Clock,
        *,
        day_budget: int,
        conversation_budget: int,
        with_schema: bool,
    ) -> None:
        self._plans = plans
        self._chats = chats
        self._spending = spending
        self._clock = clock
        self._day_budget = day_budget
        self._conversation_budget = conversation_budget
        self._with_schema = with_schema
        self._breakers = {plan.model: Breaker(clock) for plan in plans.values()}

    @property
    def version(self) -> str:
        """A digest of which model each step asks."""
        models = ",".join(f"{step}={plan.model}" for step, plan in sorted(self._plans.items()))
        return hashlib.blake2b(models.encode(), digest_size=4).hexdigest()

    @property
    def steps(self) -> frozenset[Step]:
        """The steps that have a model."""
        return frozenset(self._plans)

    async def aclose(self) -> None:
        """Close all connections."""
        for chat in self._chats.values():
            await chat.aclose()

    async def ask(self, question: Question[Shape]) -> Told[Shape]:
        """The answer to one question, checked; or none."""
        plan, breaker = self._plans[question.step], self._breakers[self._plans[question.step].model]
        call, call_id = Call(question.step, plan.model, CallOutcome.STARTED), new_id()
        within_s = min(plan.timeout_s, question.within_s)
        if within_s < _LEAST_S:
            return await self._not_asked(call_id, question, call, CallOutcome.NO_TIME, "the turn has no time left")
        if not breaker.allows():
            return await self._not_asked(call_id, question, call, CallOutcome.PAUSED, "left alone after failures")
        asked = self._ask_with(question, plan)
        limits = Limits(self._day_budget, plan.day_budget, self._conversation_budget)
        most, now = asked.once * _INVALID_TRIES, self._clock.now()
        try:
            used_up = await self._spending.reserve(call_id, call, question.conversation_id, now, most, limits)
        except Exception as error:
            breaker.undecided()
            log.error("llm_ledger_failed", error=type(error).__name__, detail=getattr(error, "detail", ""))
            return Told(None, replace(call, outcome=CallOutcome.UNRECORDED, problem="the ledger does not answer"))
        if used_up:
            breaker.undecided()
            problem = f"the budget of the {used_up} is used up"
            return await self._not_asked(call_id, question, call, CallOutcome.OVER_BUDGET, problem)
        return await self._within(within_s, call_id, question, call, asked, breaker)

    def _ask_with(self, question: Question[Shape], plan: StepPlan) -> _Asked:
        veil = Veil(question.names)
        system = system_prompt(question.instructions, question.shape, with_schema=self._with_schema)
        user = user_prompt(question.materials, veil.hide, new_id())
        once = plan.price.of(_tokens(system) + _tokens(user) + _FRAME_TOKENS, plan.most_tokens)
        return _Asked(system, user, veil, once)

    async def _within(
        self,
        within_s: float,
        call_id: str,
        question: Question[Shape],
        call: Call,
        asked: _Asked,
        breaker: Breaker,
    ) -> Told[Shape]:
        began, bill = self._clock.monotonic(), _Bill()
        try:
            async with asyncio.timeout(within_s):
                value, outcome, problem = await self._try(question, asked, bill, breaker, began + within_s)
        except TimeoutError:
            breaker.failed()
            bill.micros += asked.once if bill.under_way else 0  # it may be answered, and charged, after we have gone
            value, outcome, problem = None, CallOutcome.TIMEOUT, _PROBLEMS[CallOutcome.TIMEOUT]
        except asyncio.CancelledError:
            breaker.undecided()  # what is reserved stays counted
            raise
        call = replace(
            call,
            outcome=outcome,
            problem=problem,
            tokens_in=bill.tokens_in,
            tokens_out=bill.tokens_out,
            micros=bill.micros,
            tries=bill.tries,
            ms=round((self._clock.monotonic() - began) * 1000),
        )
        return Told(value, await self._settled(call_id, call))

    async def _try(
        self, question: Question[Shape], asked: _Asked, bill: _Bill, breaker: Breaker, until: float
    ) -> tuple[Shape | None, CallOutcome, str]:
        """Ask until there is an answer or it makes no sense any more."""
        invalid = 0
        while True:
            wait_s = _BACKOFF_S[min(bill.tries, len(_BACKOFF_S) - 1)]
            try:
                value = await self._once(question, asked, bill)
                breaker.succeeded()
                problem = question.check(value) if question.check is not None else ""
                return (None, CallOutcome.UNSUPPORTED, problem) if problem else (value, CallOutcome.USED, "")
            except (ValidationError, KeyError):  # another shape, or a placeholder that was never given
                breaker.succeeded()
                invalid, outcome, again, wait_s = invalid + 1, CallOutcome.INVALID, True, 0.0
            except ChatFailed as failure:
                outcome, again = failure.outcome, failure.again
                bill.micros += asked.once if failure.charged else 0
                invalid += outcome is CallOutcome.INVALID
                if outcome is CallOutcome.INVALID:
                    breaker.succeeded()
                else:
                    breaker.failed()
                wait_s = wait_s if failure.retry_after_s is None else failure.retry_after_s
            bill.under_way = False
            late = self._clock.monotonic() + wait_s + _LEAST_S > until
            if not again or late or bill.tries >= TRIES or invalid >= _INVALID_TRIES or not breaker.allows():
                return None, outcome, _PROBLEMS[outcome]
            await self._clock.sleep(wait_s)

    async def _once(self, question: Question[Shape], asked: _Asked, bill: _Bill) -> Shape:
        bill.tries += 1
        bill.under_way = True
        reply = await self._chats[question.step].ask(asked.system, asked.user, question.shape.model_json_schema())
        bill.under_way = False
        bill.tokens_in += reply.tokens_in
        bill.tokens_out += reply.tokens_out
        counted = reply.tokens_in or reply.tokens_out
        price = self._plans[question.step].price
        bill.micros += price.of(reply.tokens_in, reply.tokens_out) if counted else asked.once
        said = question.shape.model_validate(reply.data)
        return question.shape.model_validate(asked.veil.reveal(said.model_dump()))

    async def _not_asked(
        self, call_id: str, question: Question[Shape], call: Call, outcome: CallOutcome, problem: str
    ) -> Told[Shape]:
        call = replace(call, outcome=outcome, problem=problem)
        try:
            await self._spending.turned_away(call_id, call, question.conversation_id, self._clock.now())
        except Exception as error:
            log.error("llm_ledger_failed", error=type(error).__name__, detail=getattr(error, "detail", ""))
        return Told(None, call)

    async def _settled(self, call_id: str, call: Call) -> Call:
        try:
            await self._spending.settle(call_id, call)
        except Exception as error:  # what was reserved stays counted
            log.error("llm_ledger_failed", error=type(error).__name__, detail=getattr(error, "detail", ""))
        cost = call.micros / MICROS
        log.info("llm_call", step=call.step, model=call.model, outcome=call.outcome, ms=call.ms, cost=cost)
        return call


_PROBLEMS = {
    CallOutcome.INVALID: "the answer did not have the shape asked for",
    CallOutcome.BUSY: "the server is too busy",
    CallOutcome.FAILED: "the server failed or could not be reached",
    CallOutcome.REFUSED: "the server refused the question: check key and model",
    CallOutcome.TIMEOUT: "no answer in time",
}


def _tokens(text: str) -> int:
    return math.ceil(len(text.encode()) / _BYTES_PER_TOKEN)
