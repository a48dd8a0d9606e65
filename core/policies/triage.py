"""Where a handoff's card goes, and what happens to a word typed under it. Pure."""

from enum import StrEnum

from core.domain.handoff import Handoff
from core.domain.policy import Triage


class Typed(StrEnum):
    """What a word in a triage thread becomes."""

    NOTE = "note"
    """Our people only: the default."""
    REPLY = "reply"
    """Said to the customer."""


def channel_for(handoff: Handoff, triage: Triage, default: str) -> str:
    """The triage channel of a handoff: its account's, else its category's, else the default."""
    of_account = triage.accounts.get(handoff.package.account, "") if handoff.package.account else ""
    return of_account or triage.categories.get(handoff.category, "") or default


def channels_of(triage: Triage, default: str) -> frozenset[str]:
    """Every channel that may hold cards."""
    return frozenset({default, *triage.accounts.values(), *triage.categories.values()} - {""})


def meant_for(text: str, triage: Triage, channel_id: str) -> tuple[Typed, str]:
    """Whom a typed word is for, and the word itself without the prefix that said so.

    Inside unless somebody clearly meant the outside: the policy's prefix at its very beginning, or a channel that the
    policy lists as mirrored.
    """
    prefix = triage.reply_prefix
    if prefix and text.startswith(prefix):
        return Typed.REPLY, text[len(prefix) :].strip()
    return (Typed.REPLY if channel_id in triage.mirror else Typed.NOTE), text.strip()
