"""The articles in a line for the start page: what waits for somebody, and where."""

from typing import NamedTuple, Protocol

from core.domain.ids import Millis
from core.gaps import Gaps
from core.library import ArticleFilter, Library
from core.policies.gaps import for_an_article
from core.sources import SourceSchedules

DAYS = 30
_DAY_MS = 86_400_000
_MOST = 300


class Count(NamedTuple):
    """A number with its words and where it leads; `kind` is how loud it is when it is not 0."""

    words: str
    number: int
    path: str
    kind: str = ""


class KnowledgeRecord(Library, Gaps, SourceSchedules, Protocol):
    """What is counted."""


async def knowledge_counts(record: KnowledgeRecord, now: Millis) -> list[Count]:
    """Cheap ones only: no page waits for a comparison."""
    since = Millis(now - DAYS * _DAY_MS)
    questions = for_an_article(await record.unanswered(since, _MOST))
    due = await record.list_articles(ArticleFilter(state="review"), now, limit=_MOST)
    failing = [each for each in (await record.schedules()).values() if each.trouble]
    wanted = sum(bool(each.wanted) for each in questions)
    linked = await record.linked(since, limit=_MOST)
    return [
        Count(f"Unanswered in {DAYS} days", len(questions), "/admin/gaps"),
        Count("Articles wanted by agents", wanted, "/admin/gaps", "warn"),
        Count("Answered by an article the bot missed", len(linked), "/admin/gaps#linked"),
        Count("Articles to be reviewed", len(due), "/admin/care#due", "warn"),
        Count("Sources that fail", len(failing), "/admin/care#failing", "bad"),
    ]
