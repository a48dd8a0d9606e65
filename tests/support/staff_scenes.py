"""Conversations for the staff's pages, written through the record's own transactions."""

from dataclasses import dataclass, field, replace

from adapters.db.record import SqlRecord
from core.clock import Clock, new_id
from core.domain.conversation import ConversationState
from core.domain.handoff import Attempt, HandoffRequest, Package, Priority
from core.domain.ids import (
    AccountId,
    ArticleId,
    ConversationId,
    CustomerId,
    HandoffId,
    Millis,
    TurnId,
)
from core.domain.messages import Author, Draft, InboundMessage, Notice, QuickReply, Source
from core.domain.mind import Decision
from core.domain.people import Account, Customer, Identity, Level, ProvenBy, Tier
from core.later import Push
from core.record import Claim, TurnCommit, TurnRecord

MINUTE = 60_000
GUIDE = Source(ArticleId("payouts"), "Payouts to your bank", "https://help.example.com/payouts", "When they arrive")


def decision(outcome: str, reason: str, score: float | None, threshold: float | None, **evidence: object) -> Decision:
    """The decision that ends a turn."""
    return Decision("outcome", outcome, reason, evidence, score, threshold)


GROUNDED = decision(
    "answer",
    "grounded",
    0.71,
    0.55,
    articles=["payouts", "take-client-payments"],
    candidates=[{"intent": "payout_late", "probability": 0.83}, {"intent": "payout_setup", "probability": 0.09}],
    in_scope=0.97,
)
CLARIFY = decision("clarify", "ambiguous", 0.41, 0.55, options=["payout_late", "refund_client"], in_scope=0.88)
UNSURE = decision("handoff", "no_answer", 0.31, 0.55, best_intent="payout_late", intent_score=0.44, in_scope=0.93)
WISH = decision("handoff", "asked_for_person", None, None, words="speak to a human")
GLOOM = decision("handoff", "mood", -0.62, -0.45, turns=3)


def package(reason: str, **changes: object) -> Package:
    """A full package; `changes` replace fields."""
    full = Package(
        customer="Dana Whitlock",
        proven="verified (signed by the company's own site)",
        level=2,
        account="Marlowe Dental Group",
        tier="enterprise",
        intent="Payout is late",
        intent_score=0.44,
        reason=reason,
        reason_text="The help pages have no reliable answer.",
        evidence={"best_intent": "payout_late", "intent_score": 0.44, "in_scope": 0.93},
        sentiment=-0.31,
        sentiment_worst=-0.52,
        attempts=(
            Attempt("answer", "grounded", "Payouts to your bank"),
            Attempt("clarify", "ambiguous", "Payout is late, Refund a client"),
        ),
        facts=(("Plan", "Enterprise yearly"), ("Seats", "41 of 48"), ("Renews on", "2027-04-01")),
        open_question="Our payout from Friday still isn't in the bank and payroll runs tomorrow. Where is it?",
        documents=(
            ("Payouts to your bank", "https://help.example.com/payouts"),
            ("Internal: refund authority", "/internal/refund-authority"),
        ),
        suggested_action="Closest article: “Payouts to your bank”. Check the payout's trace number with the bank.",
        draft_reply="Hi Dana, I've read the conversation so far, so no need to repeat anything about the payout. "
        "Let me look into it.",
        language="en",
        summary="Dana Whitlock writes about “Payout is late”: “Our payout from Friday still isn't in the bank and "
        "payroll runs tomorrow. Where is it?” The bot quoted “Payouts to your bank” and asked back. They sound annoyed "
        "now, upset before.",
    )
    return replace(full, **changes)  # type: ignore[arg-type]


@dataclass
class Scene:
    """One conversation being written; `at` is the time of its next event."""

    record: SqlRecord
    id: ConversationId
    customer: Customer
    identity: Identity
    at: int
    worker: str = "scene"
    handoff: HandoffId = field(default=HandoffId(""))

    async def customer_says(self, *texts: str, action: str = "") -> None:
        """Messages of the customer, a few seconds apart."""
        for text in texts:
            message = InboundMessage(
                "web",
                self.id,
                self.customer.id,
                self.identity.id,
                new_id(),
                text,
                Millis(self.at),
                action,
                self.customer.locale,
            )
            await self.record.arrive(message, quiet_ms=0, max_wait_ms=0)
            self.at += 4_000

    async def bot_turn(
        self,
        *drafts: Draft,
        made: Decision | None = None,
        handoff: HandoffRequest | None = None,
        state: ConversationState | None = None,
        pushes: tuple[Push, ...] = (),
        facts: dict[str, object] | None = None,
    ) -> int:
        """One turn of the bot over what waits; returns the newest sequence."""
        claim = await self._claim()
        before = claim.conversation.state
        after = state or ConversationState(
            turns=before.get("turns", 0) + 1, unanswered=0, last_intent="payout_late", sentiment=-0.2
        )
        turn = TurnRecord(
            TurnId(new_id()),
            "bot",
            tuple(message.seq for message in claim.inputs),
            Millis(self.at),
            {"understand": 6.4, "retrieve": 11.2, "decide": 0.3},
            "3f9c1ab2",
            facts or {"reading": {"kind": "request", "in_scope": 0.93}},
        )
        commit = TurnCommit(
            claim,
            Millis(self.at),
            turn,
            after,
            drafts,
            (made,) if made else (),
            handoff,
            pushes=pushes,
        )
        seq = await self.record.commit_turn(commit)
        self.at += 20_000
        if handoff is not None:
            self.handoff = (await self.record.handoffs_of(self.id))[-1].id
        return seq

    async def _claim(self) -> Claim:
        for claim in await self.record.claim_due(self.worker, Millis(self.at), 60_000, 1000):
            if claim.conversation.id == self.id:
                return claim
            await self.record.fail_turn(claim, Millis(self.at))
        raise AssertionError("nothing waits in this conversation")

    async def hand_off(
        self,
        made: Decision,
        brief: Package,
        priority: Priority = Priority.MEDIUM,
        *,
        facts: dict[str, object] | None = None,
    ) -> HandoffId:
        """The turn that asks for a person."""
        notice = Draft(
            Author.SYSTEM,
            "I don't have a reliable answer to that, so I'm bringing in a person instead of guessing. "
            "They will see everything you've written.",
            notice=Notice.HANDED_OFF,
        )
        brief = replace(
            brief,
            customer=self.customer.name,
            account=self.customer.account.name if self.customer.account else "",
            tier=self.customer.account.tier if self.customer.account else "",
            level=int(self.identity.level),
        )
        request = HandoffRequest(made.reason, priority, ("enterprise account", "payroll tomorrow"), "billing", brief)
        await self.bot_turn(notice, made=made, handoff=request, facts=facts)
        return self.handoff


def bot(text: str, *sources: Source, replies: tuple[str, ...] = ()) -> Draft:
    """Something the bot says."""
    return Draft(
        Author.BOT,
        text,
        author_name="Harbor",
        sources=sources,
        quick_replies=tuple(QuickReply(reply, "intent:x") for reply in replies),
    )


async def scene(
    record: SqlRecord,
    clock: Clock,
    name: str,
    *,
    account: str = "",
    tier: Tier = Tier.STARTER,
    minutes_ago: float = 10,
    locale: str = "en",
) -> Scene:
    """A customer (known with an account, else anonymous) about to write."""
    if account:
        known = Account(AccountId("acc-" + account.lower().replace(" ", "-")), account, tier, {"plan": "Growth"})
        person = Customer(CustomerId(new_id()), name, "someone@example.com", locale, known)
        external = "user-" + new_id()
        await record.import_customers([known], [(person, external)])
        customer, identity = await record.identify(
            "web", external, ProvenBy.HOST_JWT, Level.VERIFIED, name=name, locale=locale
        )
    else:
        customer, identity = await record.identify(
            "web", new_id(), ProvenBy.ANONYMOUS_SESSION, Level.ANONYMOUS, name=name, locale=locale
        )
    at = clock.now() - round(minutes_ago * MINUTE)
    return Scene(record, ConversationId(new_id()), customer, identity, at)


async def waiting(
    record: SqlRecord, clock: Clock, name: str = "Dana Whitlock", text: str = "Where is my payout?"
) -> Scene:
    """The shortest way to a conversation that waits for a person."""
    made = await scene(record, clock, name, account="Marlowe Dental Group", tier=Tier.ENTERPRISE)
    await made.customer_says(text)
    await made.hand_off(UNSURE, package("no_answer"))
    return made
