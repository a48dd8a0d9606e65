"""Replay: run a stored turn again from its own facts, under the policy of then or another one."""

from collections.abc import Sequence
from typing import Any

from core.backoffice import StoredTurn
from core.clock import Clock
from core.domain.company import Company
from core.domain.ids import AccountId, IntentId, Millis
from core.domain.messages import Message
from core.domain.mind import Answer, Decision, Intent, Passage, Reading
from core.domain.people import Account, Customer, Identity, Level, ProvenBy, Reader, Tier
from core.domain.policy import Autonomy, Policy
from core.domain.turn import Staffing, TurnInput, TurnOutput
from core.errors import InvalidInput
from core.policies.autonomy import switched
from core.ports import Texts
from graph.facts import answer_from_json, reading_from_json
from graph.mind import GraphMind
from graph.walk import through_langgraph


class RecordedFacts:
    """Understanding and Knowledge as they spoke in a stored turn."""

    version = "recorded"

    def __init__(self, facts: dict[str, Any], intents: dict[IntentId, Intent]) -> None:
        self._facts = facts
        self.intents = intents
        self.locales = frozenset(facts.get("article_locales", ("en",)))

    async def read(self, text: str) -> Reading:
        """The reading of then, whatever the text."""
        return reading_from_json(self._facts["reading"])

    async def search(
        self, question: str, reader: Reader, limit: int = 5, *, history: Sequence[str] = ()
    ) -> tuple[Passage, ...]:
        """The passages of then, without their text."""
        return answer_from_json(self._facts["answer"]).passages[:limit]

    async def answer(self, question: str, reader: Reader, *, history: Sequence[str] = ()) -> Answer:
        """The answer of then."""
        return answer_from_json(self._facts["answer"])


def turn_input(
    stored: StoredTurn,
    inputs: Sequence[Message],
    customer: Customer,
    identity: Identity,
    log: Sequence[Message],
    past: Sequence[Decision],
) -> TurnInput:
    """The input of a stored turn. `inputs` are its messages, `log` the conversation up to it, oldest first; the
    account and the level of proof are those of then, taken from the facts."""
    facts = stored.facts
    account = None
    if facts["account"] is not None:
        values = {str(k): str(v) for k, v in dict(facts["account_facts"] or {}).items()}  # type: ignore[call-overload]
        account = Account(AccountId(""), str(facts["account"]), Tier(str(facts["tier"])), values)
    then = Identity(
        identity.id,
        identity.customer_id,
        identity.channel,
        identity.external_id,
        ProvenBy(str(facts["proven_by"])),
        Level(int(str(facts["level"]))),
    )

    async def history(limit: int) -> tuple[Message, ...]:
        return tuple(log[-limit:])

    async def decisions(limit: int) -> tuple[Decision, ...]:
        return tuple(past[-limit:])

    async def staffing() -> Staffing:
        back_at = facts.get("back_at")
        return Staffing(bool(facts.get("nobody_there")), Millis(back_at) if isinstance(back_at, int) else None)

    return TurnInput(
        conversation_id=stored.conversation_id,
        text="\n".join(m.text for m in inputs),
        action=str(facts["action"]),
        input_seqs=stored.input_seqs,
        state=stored.state_before,
        customer=Customer(customer.id, str(facts["customer"]), customer.email, customer.locale, account),
        identity=then,
        locale=str(facts["locale"]),
        now=Millis(int(str(facts["now"]))),
        history=history,
        past_decisions=decisions,
        staffing=staffing,
    )


def policy_then(stored: StoredTurn, policy: Policy) -> Policy:
    """A policy file's with the switches as they stood at a stored turn."""
    moved = dict(stored.facts.get("switched", {}))  # type: ignore[call-overload]
    return switched(policy, {str(category): Autonomy(to) for category, to in moved.items()})


async def replay(
    stored: StoredTurn,
    turn: TurnInput,
    *,
    company: Company,
    policy: Policy,
    intents: dict[IntentId, Intent],
    texts: Texts,
    clock: Clock,
) -> TurnOutput:
    """Think a stored turn again: same state, messages and facts, and the policy given.

    It runs through LangGraph itself, so that its tracers show each step. Raises InvalidInput for a turn that was
    not thought: one that was relayed to a person, or given up on.
    """
    if "reading" not in stored.facts:
        raise InvalidInput("This turn was relayed or given up on, so there is nothing to think again.")
    recorded = RecordedFacts(stored.facts, intents)
    mind = GraphMind(
        company=company,
        policy=policy,
        understanding=recorded,
        knowledge=recorded,
        texts=texts,
        clock=clock,
        run=through_langgraph(),
        model_then=stored.facts.get("model", {}),  # type: ignore[arg-type]
    )
    return await mind.think(turn)
