"""Questions with a known answer, and trying out what a change of the articles would do to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from core.domain.company import AnswerableQuestion, Article, Questions
from core.domain.ids import ArticleId, Millis
from core.ports import Progress

BEGINNING = Millis(0)


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """`asked` with what answers it; no articles where declining is right. `by` is the member of staff who wrote it, ""
    for one of the company folder's."""

    id: str
    asked: AnswerableQuestion
    by: str = ""
    at: Millis = BEGINNING


def words_of(question: str) -> str:
    """By what two questions are the same."""
    return " ".join(question.casefold().split())


def taught(questions: Questions, known: Sequence[KnownQuestion]) -> Questions:
    """What to learn from: the company folder's questions without those that people have changed or dropped, and with
    those that people wrote. `known` are all that there are now."""
    kept = {words_of(each.asked.question) for each in known if not each.by}
    theirs = [each.asked for each in known if each.by]
    return replace(
        questions,
        answerable=(
            *(each for each in questions.answerable if words_of(each.question) in kept),
            *(each for each in theirs if each.articles),
        ),
        unanswerable=(
            *(each for each in questions.unanswerable if words_of(each) in kept),
            *(each.question for each in theirs if not each.articles),
        ),
        held_out=tuple(each for each in questions.held_out if words_of(each.question) in kept),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What a customer would read: an article and what is quoted of it; both "" where the bot declines."""

    article: str
    text: str
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """A known question before a change and after it."""

    question: str
    expected: tuple[str, ...]
    old: Shown
    new: Shown
    passage: str = ""
    """Words that a right answer quotes, or its heading."""

    @property
    def broke(self) -> bool:
        """It is right now, and would not be."""
        return self.old.right and not self.new.right

    @property
    def mended(self) -> bool:
        """It is wrong now, and would be right."""
        return self.new.right and not self.old.right


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A change that is being tried, or was. `form` is what was typed, so that it can be published; `gone` an article
    that the change would take away. `tried` is None until it has ended; `trouble` says why it did not."""

    id: str
    by: str
    at: Millis
    form: dict[str, Any] = field(default_factory=dict)
    gone: ArticleId | None = None
    done: int = 0
    total: int = 0
    beat_at: Millis = BEGINNING
    tried: tuple[Tried, ...] | None = None
    trouble: str = ""


class KnownQuestions(Protocol):
    """The questions, and the rehearsals over them. Each call is one transaction."""

    async def known_questions(self) -> tuple[KnownQuestion, ...]:
        """All of them: those that people wrote first, newest first, then the company's in its order."""
        ...

    async def questions_mark(self) -> str:
        """Another one whenever a person has written, changed or dropped one."""
        ...

    async def seed_questions(self, questions: Sequence[AnswerableQuestion]) -> None:
        """Make the company folder's be these; what a person has changed or dropped stays as they left it."""
        ...

    async def put_question(self, question: KnownQuestion) -> None:
        """Add or replace one, by its id. Raises Conflict where another has the same words."""
        ...

    async def drop_question(self, question_id: str, by: str, now: Millis) -> bool:
        """Take one away; the company's does not come back with the next start."""
        ...

    async def open_rehearsal(self, rehearsal: Rehearsal) -> None:
        """Keep one that begins; those older than a day are forgotten."""
        ...

    async def keep_rehearsal(self, rehearsal: Rehearsal) -> None:
        """Keep how far it is."""
        ...

    async def rehearsal(self, rehearsal_id: str) -> Rehearsal | None: ...


class Rehearse(Protocol):
    """Asks all questions of the articles as they are, and as they would be."""

    async def rehearse(
        self,
        questions: Sequence[AnswerableQuestion],
        changed: Article | None,
        gone: ArticleId | None,
        progress: Progress,
    ) -> tuple[Tried, ...]:
        """In the order of `questions`; with neither `changed` nor `gone` old and new are the same."""
        ...
