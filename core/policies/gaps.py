"""From unanswered questions to gaps: grouped by meaning, named, counted, ranked by cost, each with a draft. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from core.gaps import ClosedGap, Followed, Gap, Unanswered
from core.policies.phrases import is_courtesy, small_talk, wish_for_person
from core.policies.redact import redact
from core.policies.remarks import did_not_help
from core.sentences import split_sentences

ALIKE = 0.6
"""From this cosine on two questions ask the same."""
DECLINED_MINUTES = 2
"""What a declined question is counted as: nobody worked on it, and a customer went without."""
MOST_SENTENCES = 12
_LONGEST_CASE_MS = 2 * 3_600_000
"""A case left open overnight was not worked on all night."""
_GREETING = re.compile(
    r"^(?:hi|hello|dear|hallo|guten|thanks|thank you|danke|sorry|i'm sorry|best|kind regards|you're welcome|gern)\b",
    re.IGNORECASE,
)
_BARE_WISH = 9
"""A wish for a person of fewer words than this asks nothing else."""
Vectors = npt.NDArray[np.float32]


def for_an_article(questions: Sequence[Unanswered]) -> list[Unanswered]:
    """Those that an article could answer: "that did not help", thanks and a bare wish for a person are no questions,
    unless an agent said what an article should say."""
    return [each for each in questions if each.wanted or not _asks_nothing(each.question)]


def _asks_nothing(text: str) -> bool:
    bare = len(text.split()) < _BARE_WISH and bool(wish_for_person(text))
    return bare or bool(did_not_help(text)) or is_courtesy(text) or small_talk(text) is not None


def group(questions: Sequence[Unanswered], vectors: Vectors, alike: float = ALIKE) -> list[list[int]]:
    """Indices of questions that ask the same, each group's most typical one first; the largest group first.

    Greedy: the question with most neighbours takes them all, then the next of those that are left.
    """
    near = vectors @ vectors.T >= alike
    left = np.ones(len(questions), bool)
    groups: list[list[int]] = []
    while left.any():
        counts = np.where(left, (near & left).sum(axis=1), -1)
        centre = int(counts.argmax())
        members = np.flatnonzero(near[centre] & left)
        left[members] = False
        left[centre] = False
        groups.append([centre, *(int(i) for i in members if i != centre)])
    return groups


def without_closed(
    questions: Sequence[Unanswered], vectors: Vectors, closed: Sequence[ClosedGap], closed_vectors: Sequence[Vectors]
) -> tuple[list[int], list[Followed]]:
    """Which questions are still open, by index; and each closed gap with what was asked of it since.

    A question belongs to the closed gap one of whose questions asks the same. It is open all the same while customers
    cannot read the gap's article. `closed_vectors` has those of each closed gap's questions.
    """
    owner = np.full(len(questions), -1)
    best = np.full(len(questions), ALIKE, np.float32)
    for number, theirs in enumerate(closed_vectors):
        if len(theirs) and len(questions):
            alike = (vectors @ theirs.T).max(axis=1)
            nearer = alike >= best
            owner[nearer], best[nearer] = number, alike[nearer]
    still = [i for i in range(len(questions)) if owner[i] < 0 or _is_being_written(closed[owner[i]])]
    followed = [
        Followed(
            gap,
            tuple(
                _redacted(questions[i])
                for i in np.flatnonzero(owner == number).tolist()
                if _asked_since(gap, questions[i])
            ),
        )
        for number, gap in enumerate(closed)
    ]
    return still, followed


def _is_being_written(gap: ClosedGap) -> bool:
    return gap.article_id is not None and gap.published_at is None


def _asked_since(gap: ClosedGap, question: Unanswered) -> bool:
    return gap.published_at is not None and question.at > gap.published_at


def gaps_of(questions: Sequence[Unanswered], vectors: Vectors) -> list[Gap]:
    """Costliest first. `vectors` are those of the questions, each of length 1."""
    gaps = [_gap([questions[i] for i in members]) for members in group(questions, vectors)]
    return sorted(gaps, key=lambda gap: (-gap.minutes, -len(gap.questions), gap.name))


def _gap(members: list[Unanswered]) -> Gap:
    clean = [_redacted(each) for each in members]
    name = " ".join(clean[0].question.split())[:120]
    minutes = sum(
        round(min(each.agent_ms, _LONGEST_CASE_MS) / 60_000) if each.agent_ms else DECLINED_MINUTES for each in clean
    )
    newest = tuple(sorted(clean, key=lambda each: -each.at))
    wanted = tuple(dict.fromkeys(each.wanted for each in clean if each.wanted))
    return Gap(name, newest, minutes, _draft(name, clean), wanted)


def _redacted(question: Unanswered) -> Unanswered:
    hide = _without_name(question.customer)
    replies = tuple(hide(redact(reply)) for reply in question.replies)
    wanted = hide(redact(question.wanted))
    return replace(question, question=hide(redact(question.question)), replies=replies, wanted=wanted, customer="")


def _without_name(name: str) -> Callable[[str], str]:
    parts = [re.escape(part) for part in name.split() if len(part) > 1]
    if not parts:
        return lambda text: text
    pattern = re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)
    return lambda text: pattern.sub("[name]", text)


def _draft(name: str, members: Sequence[Unanswered]) -> str:
    """The sentences that agents wrote, greetings aside and each once: first what they say an article should say, then
    what they told customers, that of the longest reply first."""
    wanted = sorted((each.wanted for each in members if each.wanted), key=len, reverse=True)
    replies = wanted + sorted((reply for each in members for reply in each.replies), key=len, reverse=True)
    said: dict[str, str] = {}
    for reply in replies:
        for line in reply.splitlines():
            for sentence in split_sentences(line.strip()):
                if len(sentence.split()) >= 4 and not _GREETING.match(sentence):
                    said.setdefault(" ".join(re.findall(r"\w+", sentence.casefold())), sentence)
    if not said:
        return ""
    return f"# {name}\n\n" + "\n\n".join(list(said.values())[:MOST_SENTENCES]) + "\n"
