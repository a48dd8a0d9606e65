"""A gap as a form carries it from the list to what is done about it."""

import json

from core.clock import new_id
from core.domain.ids import ArticleId, Millis
from core.errors import InvalidInput
from core.gaps import ClosedGap, Gap

MOST_QUESTIONS = 12
LONGEST = 400


def carried(gap: Gap) -> str:
    """For a hidden field. What is in it is free of personal data."""
    questions = list(dict.fromkeys(each.question[:LONGEST] for each in gap.questions))[:MOST_QUESTIONS]
    told = {"name": gap.name, "questions": questions, "asked": len(gap.questions), "minutes": gap.minutes}
    return json.dumps(told, ensure_ascii=False)


def closed(field: str, article_id: ArticleId | None, by: str, now: Millis) -> ClosedGap:
    """The gap of a hidden field, dealt with. Raises InvalidInput for a field that `carried` did not write."""
    try:
        told = json.loads(field)
        questions = tuple(str(each)[:LONGEST] for each in told["questions"][:MOST_QUESTIONS])
        name, asked, minutes = str(told["name"])[:200], int(told["asked"]), int(told["minutes"])
    except (ValueError, KeyError, TypeError):
        raise InvalidInput("The form is incomplete. Go back to the gaps and begin again.") from None
    if not questions or not 0 <= asked < 2**31 or not 0 <= minutes < 2**31:
        raise InvalidInput("The form is incomplete. Go back to the gaps and begin again.")
    return ClosedGap(new_id(), name, questions, asked, minutes, article_id, now, by)
