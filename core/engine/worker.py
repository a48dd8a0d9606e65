"""Claim, think, commit: one conversation at a time has one worker, and a turn is written whole or not at all."""

import asyncio
import contextlib
from dataclasses import replace
from typing import Protocol

import structlog

from core.clock import Clock, new_id
from core.domain.company import Company
from core.domain.conversation import Mode
from core.domain.handoff import HandoffStatus
from core.domain.ids import ConversationId, CustomerId, Millis, TurnId
from core.domain.messages import Message
from core.domain.mind import Decision
from core.domain.people import Customer, Identity, Level
from core.domain.policy import Policy
from core.domain.turn import Staffing, TurnInput, TurnOutput
from core.engine.away import away_timers
from core.engine.pulse import Loop
from core.engine.unclaimed import UnclaimedWatch, announcement
from core.errors import LeaseLost
from core.later import Push, Timer
from core.policies.hours import expect
from core.policies.presence import duty
from core.policies.sla import promised_minutes
from core.ports import Bus, Mind
from core.record import Claim, Directory, EventLog, HandoffStore, TurnCommit, TurnRecord, TurnStore
from core.staff import StaffStore
from core.telemetry import Telemetry

log = structlog.get_logger("foyer.worker")

WAITING_TIMER = "handoff_waiting"
GIVE_UP_AFTER = 2
_THINK_TIMEOUT_S = 20.0
_TYPING_AFTER_S = 0.15
_RETRY_MS = (500, 2_000, 5_000)


class TurnRecordStore(TurnStore, EventLog, Directory, HandoffStore, StaffStore, Protocol):
    """What a worker needs of the record."""


def addressed(output: TurnOutput, claim: Claim) -> TurnOutput:
    """Each draft knows who asked, when that was somebody other than the conversation's own customer."""
    last = next((m.author_id for m in reversed(claim.inputs) if m.deleted_at is None), "")
    if not last or last == claim.customer.id:
        return output
    return replace(output, drafts=tuple(replace(draft, to=CustomerId(last)) for draft in output.drafts))


def of_one_writer(inputs: tuple[Message, ...]) -> tuple[Message, ...]:
    """The first messages of one person. Where several share a thread, each turn answers one of them: what one asked
    for themselves must not go to another who wrote a moment later."""
    written = [message for message in inputs if message.deleted_at is None]
    other = next((message.seq for message in written if message.author_id != written[0].author_id), None)
    return inputs if other is None else tuple(message for message in inputs if message.seq < other)


def _first_writers(claim: Claim) -> Claim:
    return replace(claim, inputs=of_one_writer(claim.inputs))


class Worker(Loop):
    """Takes due conversations and runs their turns, up to `concurrency` at once.

    A lease lasts `lease_ms` and is renewed while the worker lives; when it dies, another worker takes the
    conversation after at most that time. Any number of workers may share one record.
    """

    name = "worker"

    def __init__(
        self,
        *,
        record: TurnRecordStore,
        mind: Mind,
        bus: Bus,
        clock: Clock,
        policy: Policy,
        company: Company,
        telemetry: Telemetry,
        alerts: tuple[str, ...] = (),
        concurrency: int = 32,
        lease_ms: int = 6_000,
        poll_s: float = 0.5,
    ) -> None:
        super().__init__(clock, poll_s)
        self.owner = new_id()
        self._record = record
        self._mind = mind
        self._bus = bus
        self._policy = policy
        self._company = company
        self._telemetry = telemetry
        self._alerts = alerts
        self._concurrency = concurrency
        self._lease_ms = lease_ms
        self._running: dict[asyncio.Task[None], ConversationId] = {}
        self._renewed_at = clock.now()

    def start(self) -> None:
        """Listen for wake-ups and begin."""
        self._unsubscribe = self._bus.subscribe(self._on_note)
        self._heart = asyncio.get_running_loop().create_task(self._renew_leases(), name="worker-heart")
        super().start()

    async def stop(self, grace_s: float = 10.0) -> None:
        """Claim nothing more, finish the turns in hand within `grace_s`, give back the rest."""
        await super().stop()
        self._unsubscribe()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=grace_s)
            for task in late:
                task.cancel()
        self._heart.cancel()
        with contextlib.suppress(Exception):
            await self._record.release(self.owner)

    def on_error(self, error: Exception) -> None:
        """Say what failed; the loop goes on."""
        log.error("claim_failed", error=type(error).__name__, detail=getattr(error, "detail", ""))

    def _on_note(self, topic: str, note: dict[str, object]) -> None:
        if topic == "due":
            at = note.get("at")
            self.pulse.wake(Millis(at) if isinstance(at, int) else None)

    async def _renew_leases(self) -> None:
        while True:
            await self.clock.sleep(self._lease_ms / 3000)
            if self._running:
                with contextlib.suppress(Exception):
                    await self._record.renew(
                        self.owner, tuple(self._running.values()), self.clock.now(), self._lease_ms
                    )

    async def step(self) -> bool:
        """Claim what is due and start its turns."""
        free = self._concurrency - len(self._running)
        if free <= 0:
            return False  # a finishing turn wakes us
        claims = await self._record.claim_due(self.owner, self.clock.now(), self._lease_ms, free)
        for claim in claims:
            task = asyncio.get_running_loop().create_task(self._turn(claim))
            self._running[task] = claim.conversation.id
            task.add_done_callback(self._finished)
        return len(claims) == free

    def _finished(self, task: asyncio.Task[None]) -> None:
        full = len(self._running) >= self._concurrency
        self._running.pop(task, None)
        if full:
            self.pulse.wake()

    async def _turn(self, claim: Claim) -> None:
        conversation = claim.conversation
        with structlog.contextvars.bound_contextvars(conversation=conversation.id):
            try:
                taken = claim if conversation.mode is Mode.HUMAN else _first_writers(claim)
                await self._run_turn(taken)
                if len(taken.inputs) < len(claim.inputs):
                    self.pulse.wake()
            except LeaseLost:
                log.info("turn_overtaken")
                self.pulse.wake()
            except Exception as error:  # any failure of a turn is retried, then handed to a person
                await self._failed(claim, error)

    async def _failed(self, claim: Claim, error: Exception) -> None:
        retry_at = Millis(self.clock.now() + _RETRY_MS[min(claim.failures, len(_RETRY_MS) - 1)])
        log.error(
            "turn_failed", error=type(error).__name__, failures=claim.failures + 1, detail=getattr(error, "detail", "")
        )
        self._telemetry.turn_failed(type(error).__name__)
        with contextlib.suppress(Exception):  # the lease runs out by itself when even this fails
            await self._record.fail_turn(claim, retry_at)
        self.pulse.wake(retry_at)

    async def _run_turn(self, claim: Claim) -> None:
        started, began = self.clock.now(), self.clock.monotonic()
        written = tuple(m for m in claim.inputs if m.deleted_at is None)
        if not written:
            output, kind = TurnOutput(claim.conversation.state, (), (), None), "relay"
        elif claim.conversation.mode is Mode.HUMAN:
            output, kind = await self._relay(claim), "relay"
        else:
            output, kind = await self._think(claim), "bot"
        thought = self.clock.monotonic()
        now = self.clock.now()
        timings = {**output.timings_ms, "think": round((thought - began) * 1000, 3)}
        turn = TurnRecord(
            id=TurnId(new_id()),
            kind=kind,
            input_seqs=tuple(m.seq for m in claim.inputs),
            started_at=started,
            timings_ms=timings,
            policy_version=self._mind.policy_version,
            facts=output.facts,
        )
        seq = await self._record.commit_turn(
            TurnCommit(
                claim=claim,
                now=now,
                turn=turn,
                state=output.state,
                drafts=output.drafts,
                decisions=output.decisions,
                handoff=output.handoff,
                timers=(*self._timers(claim, output, now), *await self._away(claim, now)),
                pushes=self._pushes(claim, output, turn.id),
                raised=output.raised,
                withdrawn=output.withdrawn,
            )
        )
        timings["commit"] = round((self.clock.monotonic() - thought) * 1000, 3)
        await self._announce(claim, output, seq, kind, timings)

    async def _relay(self, claim: Claim) -> TurnOutput:
        """A person has the word: the message is in the log already. Who still waits for one hears that it is seen, or
        lets them go."""
        conversation = claim.conversation
        if conversation.assignee_id is None:
            found = await self._record.handoffs_of(conversation.id)
            waiting = next((each for each in found if each.status is HandoffStatus.WAITING), None)
            return addressed(await self._mind.wait_with(await self._turn_input(claim), waiting), claim)
        return TurnOutput(conversation.state, (), (), None)

    async def _think(self, claim: Claim) -> TurnOutput:
        turn = await self._turn_input(claim)
        if claim.failures >= GIVE_UP_AFTER:
            return addressed(await self._mind.give_up(turn), claim)
        typing = asyncio.get_running_loop().create_task(self._type(claim.conversation.id))
        try:
            async with asyncio.timeout(_THINK_TIMEOUT_S):
                return addressed(await self._mind.think(turn), claim)
        finally:
            typing.cancel()

    async def _type(self, conversation_id: ConversationId) -> None:
        """Who has to wait for the bot sees that it is at work; most turns are over before that."""
        await self.clock.sleep(_TYPING_AFTER_S)
        note: dict[str, object] = {"id": conversation_id, "who": "bot", "name": self._company.bot_name, "on": True}
        await self._bus.publish("typing", note)

    async def _turn_input(self, claim: Claim) -> TurnInput:
        conversation = claim.conversation
        written = tuple(m for m in claim.inputs if m.deleted_at is None)
        customer, identity = await self._asker(claim)

        # What a conversation begins with is in hand already: most of them need no look at the record.
        async def history(limit: int) -> tuple[Message, ...]:
            return claim.inputs[-limit:] if claim.begins else await self._record.last_messages(conversation.id, limit)

        async def past_decisions(limit: int) -> tuple[Decision, ...]:
            return () if claim.begins else await self._record.decisions_before(conversation.id, limit)

        now = self.clock.now()
        there: list[Staffing] = []

        async def staffing() -> Staffing:
            if not there:
                found = duty(await self._record.staff(), now)
                there.append(Staffing(found.nobody, found.back_at))
            return there[0]

        return TurnInput(
            conversation_id=conversation.id,
            text="\n".join(m.text for m in written),
            action=next((m.action for m in reversed(written) if m.action), ""),
            input_seqs=tuple(m.seq for m in written),
            state=conversation.state,
            customer=customer,
            identity=identity,
            locale=conversation.locale,
            now=now,
            staffing=staffing,
            history=history,
            past_decisions=past_decisions,
            of_customer=claim.customer.id,
            library_seq=claim.library_seq,
        )

    async def _asker(self, claim: Claim) -> tuple[Customer, Identity]:
        """Who asks in this turn, which is of one writer: the conversation's customer, or somebody who joined them."""
        customer, identity = claim.customer, claim.identity
        writer = next((m.author_id for m in reversed(claim.inputs) if m.deleted_at is None), customer.id)
        if writer == customer.id:
            return customer, identity
        known = await self._record.writer(CustomerId(writer), claim.conversation.channel)
        stranger = replace(customer, name="", email=None, account=None), replace(identity, level=Level.ANONYMOUS)
        return known or stranger

    async def _away(self, claim: Claim, now: Millis) -> tuple[Timer, ...]:
        """Whoever has the word may be off."""
        holder = claim.conversation.assignee_id
        if claim.conversation.mode is not Mode.HUMAN or holder is None or not claim.inputs:
            return ()
        return away_timers(holder, await self._record.staff(), self._policy, self._company, now)

    def _timers(self, claim: Claim, output: TurnOutput, now: Millis) -> tuple[Timer, ...]:
        if output.handoff is None:
            return ()
        watched = UnclaimedWatch(self._policy, self._company).timers(now, output.handoff.priority)
        if self._policy.waiting_notices < 1:
            return watched
        targets, account = self._company.first_response_target_minutes, claim.customer.account
        promised = promised_minutes(targets, self._policy.sla, account, output.handoff.priority)
        due = expect(self._company.hours, self._company.timezone, promised, now).reply_by
        return (Timer(WAITING_TIMER, due, {"count": 1}), *watched) if due is not None else watched

    def _pushes(self, claim: Claim, output: TurnOutput, turn_id: TurnId) -> tuple[Push, ...]:
        handoff, raised = output.handoff, output.raised
        if raised is not None:
            event = "handoff_escalated"
            told = announcement(event, raised.handoff, raised.priority)
            return tuple(Push(destination, f"{event}:{turn_id}", told) for destination in self._alerts)
        if output.withdrawn is not None:
            event = "handoff_withdrawn"
            let_go = output.withdrawn.handoff
            told = announcement(event, let_go, let_go.priority) | {"why": output.withdrawn.why}
            return tuple(Push(destination, f"{event}:{turn_id}", told) for destination in self._alerts)
        if handoff is None:
            return ()
        # Ids and labels only: what the customer wrote stays on the desk, behind its login.
        payload: dict[str, object] = {
            "event": "handoff_opened",
            "conversation": claim.conversation.id,
            "reason": handoff.reason,
            "priority": handoff.priority.name.lower(),
            "category": handoff.category,
            "account": handoff.package.account,
            "tier": handoff.package.tier,
        }
        return tuple(Push(destination, f"handoff:{turn_id}", payload) for destination in self._alerts)

    async def _announce(self, claim: Claim, output: TurnOutput, seq: int, kind: str, timings: dict[str, float]) -> None:
        await self._bus.publish("conversation", {"id": claim.conversation.id, "seq": seq})
        if output.handoff is not None or kind == "relay":
            await self._bus.publish("desk", {"id": claim.conversation.id})
        if self._alerts and (output.handoff or output.raised or output.withdrawn):
            await self._bus.publish("outbox", {})
        self._telemetry.turn(kind, timings, self.clock.now() - claim.waiting_since)
        for decision in output.decisions:
            if decision.kind == "outcome":
                self._telemetry.outcome(decision.outcome, decision.reason)
            elif decision.kind == "model":
                self._telemetry.model_call(decision.reason, decision.outcome)
        if output.handoff is not None:
            self._telemetry.handoff(output.handoff.reason)
        if output.withdrawn is not None:
            self._telemetry.withdrawn(output.withdrawn.why)
        log.info("turn_committed", kind=kind, seq=seq, inputs=len(claim.inputs), **timings)
