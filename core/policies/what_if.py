"""What each threshold would have done, counted on the conversations that agents have judged."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.handoff import Timing
from core.labels import Label

THRESHOLDS = tuple(round(0.3 + 0.05 * step, 2) for step in range(14))
"""0.30 to 0.95."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """Had an article been quoted from `threshold` on: how many `needless` handoffs would have been answered instead,
    how many `needed` ones as well, to the customer's harm, and how many that came too late would have come `sooner`
    because the answer before them had not been given."""

    threshold: float
    needless: int
    needed: int
    sooner: int


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """With the number of judged handoffs behind each column."""

    lines: tuple[AnswerLine, ...]
    needless: int
    needed: int
    late: int


def answer_table(labels: Sequence[Label], thresholds: Sequence[float] = THRESHOLDS) -> AnswerTable:
    """From verdicts on the moment. A handoff without any answer found counts with a confidence of 0."""
    needless = [label.answer_confidence or 0.0 for label in labels if label.timing is Timing.NEEDLESS]
    needed = [label.answer_confidence or 0.0 for label in labels if label.timing in (Timing.RIGHT, Timing.SOONER)]
    late = [label for label in labels if label.timing is Timing.SOONER]
    answered = [label.answered for label in late if label.answered is not None]
    lines = tuple(
        AnswerLine(
            threshold,
            sum(confidence >= threshold for confidence in needless),
            sum(confidence >= threshold for confidence in needed),
            sum(confidence < threshold for confidence in answered),
        )
        for threshold in thresholds
    )
    return AnswerTable(lines, len(needless), len(needed), len(late))


@dataclass(frozen=True, slots=True)
class IntentLine:
    """Had an intent been acted on from `threshold` on: `acted` on of the judged ones, and `right` among them."""

    threshold: float
    acted: int
    right: int

    @property
    def accuracy(self) -> float | None:
        """Share of right ones, 0 to 1; None where none was acted on."""
        return self.right / self.acted if self.acted else None


def intent_table(labels: Sequence[Label], thresholds: Sequence[float] = THRESHOLDS) -> tuple[IntentLine, ...]:
    """From labels that say what it was about, the one read being right or wrong."""
    judged = [
        (label.score, label.predicted == label.correct)
        for label in labels
        if label.correct is not None and label.predicted is not None and label.score is not None
    ]
    return tuple(
        IntentLine(
            threshold,
            sum(score >= threshold for score, _ in judged),
            sum(right for score, right in judged if score >= threshold),
        )
        for threshold in thresholds
    )
