"""What the articles need: pairs that contradict or repeat each other, and what people said about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from core.domain.ids import ArticleId, Millis
from core.policies.clash import Clash


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an article, and under which heading it stands."""

    article_id: ArticleId
    title: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sentences about the same thing that say something else. `key` changes with either of them."""

    key: str
    clash: Clash
    one: Statement
    other: Statement
    alike: float


@dataclass(frozen=True, slots=True)
class Repetition:
    """Two articles that say nearly the same. `share` is that of the shorter one's runs of words found in the other."""

    key: str
    one: tuple[ArticleId, str]
    other: tuple[ArticleId, str]
    share: float


@dataclass(frozen=True, slots=True)
class Compared:
    """The pairs, the most alike first. `left_out` counts sentences that were too many to compare."""

    contradictions: tuple[Contradiction, ...]
    repetitions: tuple[Repetition, ...]
    left_out: int = 0


class Comparison(Protocol):
    """Compares the articles with each other."""

    async def compare(self) -> tuple[int, Compared]:
        """All that are there, whatever their audience; with the number of the library's change that was seen."""
        ...


class Care(Protocol):
    """What people said about pairs. Each call is one transaction."""

    async def dismissed_pairs(self) -> Mapping[str, tuple[str, Millis]]:
        """Who said of which pair that nothing is wrong with it, and when; by its key."""
        ...

    async def dismiss_pair(self, key: str, by: str, now: Millis) -> None:
        """Say that nothing is wrong with a pair; saying it twice is once."""
        ...

    async def recall_pair(self, key: str) -> bool:
        """Take that back."""
        ...
