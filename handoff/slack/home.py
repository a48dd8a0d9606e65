"""App Home: what an agent has, what waits for their team, and what is about to be late. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.domain.company import Team
from core.domain.handoff import HandoffStatus
from core.domain.ids import Millis
from core.domain.people import Staff
from core.policies.sla import SlaState
from core.slack_text import context, cut, plain_text
from handoff.presence import Present
from handoff.queue import Queued
from handoff.slack.lines import Block, DeskOf, button, line

MOST = 15
"""Of each list; the rest is counted."""
HINT = "`/foyer queue`, `take`, `find`, `kb`, `off` and `on` work in every channel; only you see the answers."
TeamOf = Callable[[str], Team | None]
"""The team that takes a category."""


@dataclass(frozen=True, slots=True)
class Lists:
    """An agent's part of the queue, each in the queue's order; nothing stands in two of them."""

    pressing: tuple[Queued, ...]
    mine: tuple[Queued, ...]
    team: tuple[Queued, ...]


def is_for(member: Staff, queued: Queued, team_of: TeamOf) -> bool:
    """Whether a handoff is for a member's teams; who is in none helps all."""
    team = team_of(queued.entry.handoff.category)
    return not member.teams or (team is not None and team.id in member.teams)


def lists_of(member: Staff, queue: Sequence[Queued], team_of: TeamOf) -> Lists:
    """What an agent has to see."""
    own = [one for one in queue if one.entry.handoff.claimed_by == member.id]
    waiting = [one for one in queue if one.entry.handoff.status is HandoffStatus.WAITING]
    team = [one for one in waiting if is_for(member, one, team_of)]
    pressing = [one for one in (*own, *team) if one.due is not None and one.due.state is not SlaState.OK]
    pressing.sort(key=lambda one: one.due.due_at if one.due else 0)

    def others(found: Sequence[Queued]) -> tuple[Queued, ...]:
        return tuple(one for one in found if one not in pressing)

    return Lists(tuple(pressing), others(own), others(team))


def home_view(present: Present, lists: Lists, now: Millis, desk: DeskOf, note: str = "") -> dict[str, Any]:
    """The view to publish. `note` is the answer to what was just pressed."""
    there = present.there
    state = f"{'🟢' if there else '🌙'} {present.words}"
    toggle = button("off", "Go off") if there else button("on", "Come back", style="primary")
    blocks: list[Block] = [
        {"type": "section", "text": plain_text(f"{present.member.name} · {state}", emoji=True), "accessory": toggle}
    ]
    if note:
        blocks.append({"type": "section", "text": plain_text(cut(note, 600))})
    blocks += _list("About to be late", lists.pressing, now, desk, "Nothing is about to be late.")
    blocks += _list("My conversations", lists.mine, now, desk, "Nothing else is with you.")
    blocks += _list("Waiting for my team", lists.team, now, desk, "Nobody else is waiting.")
    blocks.append(context(HINT))
    return {"type": "home", "blocks": blocks}


def _list(title: str, found: Sequence[Queued], now: Millis, desk: DeskOf, nothing: str) -> list[Block]:
    count = f" ({len(found)})" if found else ""
    blocks: list[Block] = [{"type": "header", "text": plain_text(f"{title}{count}")}]
    if not found:
        return [*blocks, context(nothing)]
    blocks += [line(one, now, desk) for one in found[:MOST]]
    if len(found) > MOST:
        blocks.append(context(f"And {len(found) - MOST} more: `/foyer queue`, or the desk."))
    return [*blocks, {"type": "divider"}]


def strangers_view(company: str) -> dict[str, Any]:
    """For people who are no agents."""
    text = f"This page is for {company}'s support agents. To ask us something, write under Messages."
    return {"type": "home", "blocks": [{"type": "section", "text": plain_text(text)}]}
