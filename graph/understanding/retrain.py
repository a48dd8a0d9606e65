"""Learning anew from examples and labels, and whether the outcome may replace the model in use."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.domain.company import Company
from core.ports import Embedder, Progress
from graph.understanding.anchors import read_anchors
from graph.understanding.intents import Figures
from graph.understanding.lessons import Lesson, accept_lessons, read_lessons, with_lessons, with_mended
from graph.understanding.model import CODE_VERSION, model_digest
from graph.understanding.remembered import Remembered
from graph.understanding.spelling import Mend, unmended
from graph.understanding.store import load, save, write_current
from graph.understanding.train import Trained, train

CHANCE = 0.16
"""A model that lost texts is taken for worse where an equally good one would lose as many no more often than this:
about one standard error."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The model in use (None: there was none) and the new one, on the `shared` texts that both were judged on while
    they were held out: `won` are right now and were wrong, `lost` the reverse."""

    before: Figures | None
    after: Figures
    shared: int
    won: int
    lost: int
    version: str
    accepted: bool

    @property
    def worse(self) -> bool:
        """Whether more texts were lost than chance explains."""
        return is_worse(self.won, self.lost)


def is_worse(won: int, lost: int) -> bool:
    """Each text that changed sides is a coin toss where the models are equally good (McNemar, 1947; here without his
    approximation, which is off for the few texts that a company has)."""
    changed = won + lost
    as_many_by_chance = sum(math.comb(changed, heads) for heads in range(lost, changed + 1)) / (1 << changed)
    return as_many_by_chance < CHANCE


def retrain(
    company: Company,
    embedder: Embedder,
    folder: Path,
    lessons: Sequence[Lesson],
    *,
    force: bool = False,
    progress: Progress | None = None,
    mend: Mend = unmended,
) -> Comparison:
    """Learn from the company's examples and `lessons`; keep the outcome unless it is worse than the model in use.

    Blocking: seconds for a few hundred texts. `force` keeps it in any case. `mend` is what the service reads with.
    """
    before_digest = model_digest(with_mended(with_lessons(company, read_lessons(folder)), mend), embedder)
    taught = with_mended(with_lessons(company, lessons), mend)
    digest = model_digest(taught, embedder)
    before = load(folder, before_digest)
    after = load(folder, digest) if digest == before_digest else None
    if after is None:
        with Remembered(embedder, folder) as lasting:
            after = train(taught, lasting, read_anchors(), progress)
    version = f"{CODE_VERSION}-{digest[:12]}"
    won, lost, shared = _changes(before, after)
    accepted = force or not is_worse(won, lost)
    if accepted:
        save(folder, digest, after, embedder.name, len(lessons))
        accept_lessons(folder, lessons)
        write_current(folder, digest, version, embedder.name, after, len(lessons))
    figures = before.figures if before is not None else None
    return Comparison(figures, after.figures, shared, won, lost, version, accepted)


def _changes(before: Trained | None, after: Trained) -> tuple[int, int, int]:
    old: Mapping[str, bool] = before.judged if before is not None else {}
    both = old.keys() & after.judged.keys()
    won = sum(after.judged[key] and not old[key] for key in both)
    lost = sum(old[key] and not after.judged[key] for key in both)
    return won, lost, len(both)
