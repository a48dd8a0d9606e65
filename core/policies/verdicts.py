"""What a decision says about the answer before it in the same conversation. Pure."""

from core.domain.mind import Outcome, Reason
from core.uses import Verdict

_BY_REASON = {
    Reason.SOLVED: Verdict.SOLVED,
    Reason.NOT_HELPED: Verdict.UNSOLVED,
    Reason.REPEATED_QUESTION: Verdict.ASKED_AGAIN,
    Reason.SMALL_TALK: Verdict.MOVED_ON,
}


def verdict_of(outcome: str, reason: str) -> Verdict | None:
    """The verdict on an answer that this decision follows; None when it says nothing yet."""
    if reason in _BY_REASON:
        return _BY_REASON[Reason(reason)]
    if outcome == Outcome.HANDOFF:
        return Verdict.HANDED_OFF
    return Verdict.MOVED_ON if outcome in (Outcome.ANSWER, Outcome.SELF_SERVICE) else None
