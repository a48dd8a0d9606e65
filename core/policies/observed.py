"""What would have happened, had the bot been let: counted by category, with how far agents agree."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.domain.handoff import Timing
from core.domain.mind import Outcome
from core.observed import Observed

ALIKE = 0.6
"""Share of words in common from which on an agent's reply says what the bot would have said."""
_WORD = re.compile(r"\w+")
_HELPS = (Outcome.ANSWER, Outcome.SELF_SERVICE)


@dataclass(frozen=True, slots=True)
class Line:
    """One category under one switch. `judged` turns have an agent's verdict, of which `agreed` with the bot; `replied`
    are answers that an agent then answered, of which `alike` in about the same words."""

    category: str
    autonomy: str
    turns: int
    answers: int
    clarifications: int
    self_service: int
    declined: int
    handoffs: int
    judged: int
    agreed: int
    replied: int
    alike: int


def report(observed: Sequence[Observed]) -> tuple[Line, ...]:
    """A line for each category and switch, in their alphabetical order."""
    groups: dict[tuple[str, str], list[Observed]] = {}
    for each in observed:
        groups.setdefault((each.category, each.autonomy), []).append(each)
    return tuple(_line(*key, turns) for key, turns in sorted(groups.items()))


def _line(category: str, autonomy: str, turns: Sequence[Observed]) -> Line:
    def count(outcome: Outcome) -> int:
        return sum(each.outcome == outcome for each in turns)

    verdicts = [verdict for each in turns if (verdict := agrees(each)) is not None]
    replied = [each for each in turns if each.outcome in _HELPS and each.reply and each.said]
    return Line(
        category,
        autonomy,
        turns=len(turns),
        answers=count(Outcome.ANSWER),
        clarifications=count(Outcome.CLARIFY),
        self_service=count(Outcome.SELF_SERVICE),
        declined=count(Outcome.DEFLECT),
        handoffs=count(Outcome.HANDOFF),
        judged=len(verdicts),
        agreed=sum(verdicts),
        replied=len(replied),
        alike=sum(alike(each.said, each.reply) for each in replied),
    )


def agrees(turn: Observed) -> bool | None:
    """Whether the agent's verdict speaks for what the bot would have done; None where it says nothing about it.

    An answer is right where the agent says that it need not have come, or names the same article; calling a person is
    right where they say that it came at the right moment or late. A question back is neither.
    """
    if turn.outcome in _HELPS:
        if turn.article and turn.articles:
            return turn.article in turn.articles
        return None if turn.timing is None else turn.timing is Timing.NEEDLESS
    if turn.outcome == Outcome.HANDOFF and turn.timing is not None:
        return turn.timing is not Timing.NEEDLESS
    return None


def alike(said: str, reply: str) -> bool:
    """Whether two texts say about the same: their words in order match for the most part of the shorter one."""
    one, other = _WORD.findall(said.casefold()), _WORD.findall(reply.casefold())
    if not one or not other:
        return False
    same = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return same / min(len(one), len(other)) >= ALIKE
