"""A conversation told in order, so that one screen explains it: who said what, what was decided and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin.shapes import Bar, Change, Shape, bar_of, changes_of, shape_of
from core.backoffice import StoredTurn
from core.domain.handoff import Handoff
from core.domain.messages import Author, Message
from core.domain.mind import Decision
from core.staff_words import ALARMS, CALL_OUTCOMES, KEPT_OR_NOT, OUTCOMES, REASONS, STEPS, WITHDRAWALS, named, plain

_WORDS = {"model": (CALL_OUTCOMES, STEPS), "withdrawal": (KEPT_OR_NOT, {**WITHDRAWALS, **ALARMS})}
"""What outcomes and reasons are called, by the kind of decision."""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision as the page shows it."""

    kind: str
    outcome: str
    reason: str
    bar: Bar | None
    evidence: Shape | None


@dataclass(frozen=True, slots=True)
class TurnStep:
    """A turn: what came in, what was decided, what went out."""

    turn: StoredTurn
    inputs: tuple[Message, ...]
    replies: tuple[Message, ...]
    decisions: tuple[DecisionView, ...]
    timings: tuple[tuple[str, float], ...]
    changes: tuple[Change, ...]
    total_ms: float
    kind: str = "turn"

    @property
    def seq(self) -> int:
        """Where it stands in the log."""
        seqs = [message.seq for message in (*self.inputs, *self.replies)]
        return min(seqs, default=min(self.turn.input_seqs, default=0))

    @property
    def at(self) -> int:
        """When it was committed."""
        return self.turn.committed_at


@dataclass(frozen=True, slots=True)
class MessageStep:
    """Something no turn of the bot made: an agent's words, a note, a notice."""

    message: Message
    kind: str = "message"

    @property
    def seq(self) -> int:
        """Where it stands in the log."""
        return self.message.seq

    @property
    def at(self) -> int:
        """When it was written."""
        return self.message.created_at


@dataclass(frozen=True, slots=True)
class HandoffStep:
    """The moment a person was asked for, and what became of it."""

    handoff: Handoff
    kind: str = "handoff"


Step = TurnStep | MessageStep | HandoffStep


def tell(messages: Sequence[Message], turns: Sequence[StoredTurn], handoffs: Sequence[Handoff]) -> tuple[Step, ...]:
    """Everything in the order of the log, each handoff after what led to it."""
    by_seq = {message.seq: message for message in messages}
    told: set[int] = set()
    steps: list[TurnStep | MessageStep] = []
    for turn in turns:
        step = _turn_step(turn, messages, by_seq)
        if not (step.inputs or step.replies or step.decisions):
            continue
        told |= {message.seq for message in (*step.inputs, *step.replies)}
        steps.append(step)
    steps += [MessageStep(message) for message in messages if message.seq not in told]
    steps.sort(key=lambda step: step.seq)
    return _with_handoffs(steps, handoffs)


def _turn_step(turn: StoredTurn, messages: Sequence[Message], by_seq: dict[int, Message]) -> TurnStep:
    inputs = tuple(by_seq[seq] for seq in turn.input_seqs if seq in by_seq)
    replies = tuple(
        message for message in messages if message.turn_id == turn.id and message.author is not Author.CUSTOMER
    )
    timings = tuple((plain(name), ms) for name, ms in turn.timings_ms.items())
    return TurnStep(
        turn=turn,
        inputs=inputs,
        replies=replies,
        decisions=tuple(_decision(decision) for decision in turn.decisions),
        timings=timings,
        changes=changes_of(turn.state_before, turn.state_after),
        total_ms=turn.timings_ms.get("think", sum(turn.timings_ms.values())),
    )


def _decision(decision: Decision) -> DecisionView:
    outcomes, reasons = _WORDS.get(decision.kind, (OUTCOMES, REASONS))
    evidence = {key: value for key, value in decision.evidence.items() if value not in (None, "", [], {})}
    return DecisionView(
        kind=plain(decision.kind),
        outcome=named(outcomes, decision.outcome),
        reason=named(reasons, decision.reason),
        bar=bar_of(decision.score, decision.threshold),
        evidence=shape_of(evidence) if evidence else None,
    )


def _with_handoffs(steps: list[TurnStep | MessageStep], handoffs: Sequence[Handoff]) -> tuple[Step, ...]:
    story: list[Step] = []
    waiting = sorted(handoffs, key=lambda handoff: handoff.opened_at)
    for step in steps:
        while waiting and waiting[0].opened_at < step.at:
            story.append(HandoffStep(waiting.pop(0)))
        story.append(step)
    story += [HandoffStep(handoff) for handoff in waiting]
    return tuple(story)
