"""What customers have added since a brief was made, as an agent reads it at a glance. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.ids import Millis
from core.domain.messages import NO_QUESTION, Message
from core.policies.facts import collect_facts
from core.policies.remarks import asks


@dataclass(frozen=True, slots=True)
class Added:
    """So many messages, the first at `seq`; the newest words, written at `at`; the newest question among those before
    them, or ""; and the facts that stand in any of them."""

    count: int
    seq: int
    latest: str
    at: Millis
    question: str
    facts: tuple[tuple[str, str], ...]


def added_of(messages: Sequence[Message], known: Sequence[tuple[str, str]] = ()) -> Added | None:
    """From the customer's messages in order; None where none says anything. `known` are the facts of the package."""
    said = [message for message in messages if message.action not in NO_QUESTION and message.text.strip()]
    if not said:
        return None
    texts = [message.text.strip() for message in said]
    before = {value for _, value in known}
    return Added(
        count=len(said),
        seq=said[0].seq,
        latest=texts[-1],
        at=said[-1].created_at,
        question="" if asks(texts[-1]) else next((text for text in reversed(texts[:-1]) if asks(text)), ""),
        facts=tuple((label, value) for label, value in collect_facts(texts) if value not in before),
    )
