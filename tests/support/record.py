"""A record with the few sentences tests say to it again and again."""

import itertools

from core.clock import ManualClock, new_id
from core.domain.conversation import ConversationState
from core.domain.handoff import Attempt, HandoffRequest, Package, Priority
from core.domain.ids import ConversationId, Millis, TurnId
from core.domain.messages import Author, Draft, InboundMessage, Notice, Receipt
from core.domain.mind import Decision
from core.domain.people import Customer, Identity, Level, Newcomer, ProvenBy, Role, Staff
from core.later import Push, Timer
from core.record import Claim, Record, TurnCommit, TurnRecord

LEASE_MS = 30_000

PACKAGE = Package(
    customer="Jo",
    proven="nobody vouches for who it is",
    level=0,
    account="Acme",
    tier="growth",
    intent="refund",
    intent_score=0.81,
    reason="asked_for_person",
    reason_text="Asked for a person",
    evidence={"words": "a human, please"},
    sentiment=-0.4,
    sentiment_worst=-0.6,
    attempts=(Attempt("answer", "not helpful", "how-refunds-work"),),
    facts=(("Plan", "Growth"), ("Order", "A-7")),
    open_question="Where is my refund?",
    documents=(("Refunds", "https://help.example/refunds"),),
    suggested_action="Check the refund",
    draft_reply="Hello Jo",
    language="en",
)


def handoff_request(priority: Priority = Priority.HIGH) -> HandoffRequest:
    return HandoffRequest("asked_for_person", priority, ("asked",), "billing", PACKAGE)


def notice(kind: Notice, text: str = "…") -> Draft:
    return Draft(Author.SYSTEM, text, notice=kind)


class House:
    """The record under test, its clock, and someone who writes to it."""

    def __init__(self, record: Record, clock: ManualClock) -> None:
        self.record = record
        self.clock = clock
        self._count = itertools.count(1)

    @property
    def now(self) -> Millis:
        return self.clock.now()

    async def someone(self, external_id: str = "") -> tuple[Customer, Identity]:
        return await self.record.identify(
            "web", external_id or f"visitor-{next(self._count)}", ProvenBy.ANONYMOUS_SESSION, Level.ANONYMOUS
        )

    async def staff(self, login: str = "maya", role: Role = Role.AGENT) -> Staff:
        return await self.record.add_staff(login, login.title(), role, "digest", self.now)

    async def arrive(
        self,
        person: tuple[Customer, Identity],
        conversation_id: ConversationId,
        text: str = "hello",
        *,
        key: str = "",
        quiet_ms: int = 0,
        max_wait_ms: int = 0,
        new: bool = False,
    ) -> Receipt:
        message = InboundMessage(
            channel="web",
            conversation_id=conversation_id,
            customer_id=person[0].id,
            identity_id=person[1].id,
            key=key or f"key-{next(self._count)}",
            text=text,
            received_at=self.now,
            raw={"text": text},
            newcomer=Newcomer(*person) if new else None,
        )
        return await self.record.arrive(message, quiet_ms=quiet_ms, max_wait_ms=max_wait_ms)

    async def conversation(self, text: str = "hello") -> ConversationId:
        """A new conversation with one message that waits."""
        conversation_id = ConversationId(new_id())
        await self.arrive(await self.someone(), conversation_id, text)
        return conversation_id

    async def claim(self, owner: str = "worker") -> Claim:
        """The one conversation that is due."""
        (claim,) = await self.record.claim_due(owner, self.now, LEASE_MS, 10)
        return claim

    def commit(
        self,
        claim: Claim,
        *replies: str,
        state: ConversationState | None = None,
        decisions: tuple[Decision, ...] = (),
        handoff: HandoffRequest | None = None,
        timers: tuple[Timer, ...] = (),
        pushes: tuple[Push, ...] = (),
    ) -> TurnCommit:
        turn = TurnRecord(
            id=TurnId(new_id()),
            kind="bot",
            input_seqs=tuple(message.seq for message in claim.inputs),
            started_at=self.now,
            timings_ms={"read": 1.5},
            policy_version="policy-1",
            facts={"hours": "open"},
        )
        return TurnCommit(
            claim=claim,
            now=self.now,
            turn=turn,
            state={"turns": claim.conversation.state.get("turns", 0) + 1} if state is None else state,
            drafts=tuple(Draft(Author.BOT, text) for text in replies),
            decisions=decisions,
            handoff=handoff,
            timers=timers,
            pushes=pushes,
        )

    async def answer(self, *replies: str) -> int:
        """Claim what is due and answer it."""
        return await self.record.commit_turn(self.commit(await self.claim(), *replies))

    async def handed_off(self, priority: Priority = Priority.HIGH) -> ConversationId:
        """A new conversation that waits for a person; its one waiting timer is due in a minute."""
        conversation_id = await self.conversation("a human, please")
        wish = handoff_request(priority)
        timer = Timer("still_waiting", Millis(self.now + 60_000))
        commit = self.commit(await self.claim(), "I'll get somebody.", handoff=wish, timers=(timer,))
        await self.record.commit_turn(commit)
        return conversation_id
