"""What one turn writes, in one transaction: the state first, and only if it is still the one claimed."""

import sqlalchemy as sa

from adapters.db.codec import package_data
from adapters.db.hot import Hot
from adapters.db.library_tables import articles
from adapters.db.log import draft_row
from adapters.db.portable import among, insert_new, upsert
from adapters.db.pushes import push, write_entries
from adapters.db.schema import conversations, decisions, handoffs, timers, turns
from core.clock import new_id
from core.domain.conversation import Mode, Status
from core.domain.handoff import HandoffStatus, Withdrawn
from core.later import Timer
from core.record import TurnCommit

_now = sa.bindparam("now", type_=sa.BigInteger)
_max_input = sa.bindparam("max_input", type_=sa.BigInteger)
_more_came = conversations.c.last_input_seq > _max_input
# Every condition is on this row: after waiting for a concurrent arrival or an agent, PostgreSQL looks at
# the row again, and at nothing else.
_ADVANCE = (
    sa.update(conversations)
    .where(
        conversations.c.id == sa.bindparam("of_id"),
        conversations.c.lease_owner == sa.bindparam("of_owner"),
        conversations.c.lease_epoch == sa.bindparam("of_epoch"),
        conversations.c.state_version == sa.bindparam("of_version"),
    )
    .values(
        seq=conversations.c.seq + sa.bindparam("drafts", type_=sa.BigInteger),
        done_seq=_max_input,
        state=sa.bindparam("new_state", type_=conversations.c.state.type),
        state_version=conversations.c.state_version + 1,
        failures=0,
        lease_owner=None,
        lease_until=None,
        due_at=sa.case((_more_came, conversations.c.due_at), else_=None),
        pending_since=sa.case((_more_came, _now), else_=None),
        updated_at=_now,
    )
    .returning(conversations.c.seq)
)
_TO_BOT = _ADVANCE.values(mode=Mode.BOT.value, status=Status.OPEN.value, assignee_id=None, assignee_name="")
_TO_PERSON = _ADVANCE.values(mode=Mode.HUMAN.value, status=Status.OPEN.value)
# What a turn quotes must not have changed since it was claimed: somebody may have deleted it while it was thought.
_QUOTING = {
    dialect: _ADVANCE.where(
        ~sa.exists().where(quoted, articles.c.seq > sa.bindparam("seen", type_=sa.BigInteger)).correlate(conversations)
    )
    for dialect, quoted in among(articles.c.id, "quoted").items()
}
ADVANCE = {
    dialect: {"stay": _ADVANCE, "to_person": _TO_PERSON, "to_bot": _TO_BOT, "quoting": quoting}
    for dialect, quoting in _QUOTING.items()
}
"""By dialect and `way_of(commit)`; each returns the conversation's newest sequence, or no row."""
_ADVANCES = {way: Hot({dialect: ways[way] for dialect, ways in ADVANCE.items()}) for way in ADVANCE["sqlite"]}
_NEW_TURN = Hot(sa.insert(turns))
_NEW_DECISION = Hot(sa.insert(decisions))
_NEW_HANDOFF = insert_new(handoffs)
OPEN_HANDOFF = sa.select(handoffs.c.id).where(
    handoffs.c.conversation_id == sa.bindparam("of_id"),
    handoffs.c.status.in_((HandoffStatus.WAITING.value, HandoffStatus.CLAIMED.value)),
)
_RAISE = (
    sa.update(handoffs)
    .where(
        handoffs.c.id == sa.bindparam("of_handoff"),
        handoffs.c.status == HandoffStatus.WAITING.value,
        handoffs.c.priority < sa.bindparam("raised_to"),
    )
    .values(
        priority=sa.bindparam("raised_to"), priority_reasons=sa.bindparam("why", type_=handoffs.c.priority_reasons.type)
    )
)
_WITHDRAW = (
    sa.update(handoffs)
    .where(handoffs.c.id == sa.bindparam("of_handoff"), handoffs.c.status == HandoffStatus.WAITING.value)
    .values(status=HandoffStatus.WITHDRAWN.value, closed_at=sa.bindparam("at"), close_reason=sa.bindparam("why"))
)
_SET_TIMERS = upsert(timers, ["conversation_id", "kind"], ["due_at", "payload", "handoff_id"])


def write_turn(connection: sa.Connection, commit: TurnCommit) -> int | None:
    """Write it all and return the newest sequence; or nothing, and None, when the claim no longer holds or an article
    that is quoted has changed since."""
    conversation = commit.claim.conversation
    newest = _ADVANCES[way_of(commit)].scalar(connection, advance_values(commit))
    if newest is None:
        return None
    first = newest - len(commit.drafts) + 1
    rows = [
        draft_row(draft, conversation.id, first + index, commit.now, commit.turn.id)
        for index, draft in enumerate(commit.drafts)
    ]
    write_entries(connection, conversation.channel, conversation.id, rows, commit.now)
    _NEW_TURN.run(connection, turn_row(commit))
    if commit.decisions:
        _NEW_DECISION.run_each(connection, decision_rows(commit))
    handoff_id = _open_handoff(connection, commit) if commit.handoff else None
    if commit.raised is not None:
        raised = {"raised_to": int(commit.raised.priority), "why": list(commit.raised.reasons)}
        connection.execute(_RAISE, raised | {"of_handoff": commit.raised.handoff.id})
    if commit.withdrawn is not None:
        _withdraw(connection, commit.withdrawn, commit.now)
    if commit.timers:
        set_timers(connection, conversation.id, commit.timers, handoff_id)
    if commit.pushes:
        push(connection, commit.pushes, conversation.id, commit.now)
    return int(newest)


def _withdraw(connection: sa.Connection, withdrawn: Withdrawn, now: int) -> None:
    """Whoever takes a handoff raises the state's version, so the turn would not have come this far: it still waits."""
    one = {"of_handoff": withdrawn.handoff.id}
    connection.execute(_WITHDRAW, one | {"at": now, "why": withdrawn.why.value})
    connection.execute(sa.delete(timers).where(timers.c.handoff_id == withdrawn.handoff.id))


def way_of(commit: TurnCommit) -> str:
    """How this turn moves its conversation on."""
    if commit.withdrawn is not None:
        return "to_bot"
    if commit.handoff is not None:
        return "to_person"
    return "quoting" if any(draft.sources for draft in commit.drafts) else "stay"


def advance_values(commit: TurnCommit) -> dict[str, object]:
    """What `ADVANCE` is given."""
    conversation, lease = commit.claim.conversation, commit.claim.lease
    values: dict[str, object] = {
        "of_id": conversation.id,
        "of_owner": lease.owner,
        "of_epoch": lease.epoch,
        "of_version": conversation.state_version,
        "drafts": len(commit.drafts),
        "max_input": max((each.seq for each in commit.claim.inputs), default=conversation.done_seq),
        "new_state": commit.state,
        "now": commit.now,
    }
    if way_of(commit) == "quoting":
        quoted = {str(source.article_id) for draft in commit.drafts for source in draft.sources}
        values |= {"quoted": sorted(quoted), "seen": commit.claim.library_seq}
    return values


def turn_row(commit: TurnCommit) -> dict[str, object]:
    """The turn itself."""
    turn, conversation = commit.turn, commit.claim.conversation
    return {
        "id": turn.id,
        "conversation_id": conversation.id,
        "state_version": conversation.state_version,
        "kind": turn.kind,
        "input_seqs": list(turn.input_seqs),
        "state_before": conversation.state,
        "state_after": commit.state,
        "facts": turn.facts,
        "timings": turn.timings_ms,
        "policy_version": turn.policy_version,
        "started_at": turn.started_at,
        "committed_at": commit.now,
    }


def decision_rows(commit: TurnCommit) -> list[dict[str, object]]:
    """Its decisions, in order."""
    return [
        {
            "turn_id": commit.turn.id,
            "position": position,
            "conversation_id": commit.claim.conversation.id,
            "kind": decision.kind,
            "outcome": decision.outcome,
            "reason": decision.reason,
            "evidence": decision.evidence,
            "score": decision.score,
            "threshold": decision.threshold,
        }
        for position, decision in enumerate(commit.decisions)
    ]


def _open_handoff(connection: sa.Connection, commit: TurnCommit) -> str:
    """The conversation's open handoff: a new one, or the one that is open already."""
    row = handoff_row(commit)
    if connection.execute(_NEW_HANDOFF[connection.dialect.name], row).rowcount:
        return str(row["id"])
    return str(connection.execute(OPEN_HANDOFF, {"of_id": commit.claim.conversation.id}).scalar_one())


def handoff_row(commit: TurnCommit) -> dict[str, object]:
    """The handoff that this turn asks for."""
    wish = commit.handoff
    assert wish is not None
    return {
        "id": new_id(),
        "conversation_id": commit.claim.conversation.id,
        "status": HandoffStatus.WAITING.value,
        "reason": wish.reason,
        "priority": int(wish.priority),
        "priority_reasons": list(wish.priority_reasons),
        "category": wish.category,
        "package": package_data(wish.package),
        "opened_at": commit.now,
        "claimed_by_name": "",
        "close_reason": "",
        "escalated_by_name": "",
        "escalation_note": "",
        "reannounced": 0,
    }


def set_timers(connection: sa.Connection, conversation_id: str, new: tuple[Timer, ...], handoff_id: str | None) -> None:
    """Set or move timers. Those of a handoff end with it."""
    connection.execute(_SET_TIMERS[connection.dialect.name], timer_rows(conversation_id, new, handoff_id))


def timer_rows(conversation_id: str, new: tuple[Timer, ...], handoff_id: str | None) -> list[dict[str, object]]:
    """One row a timer."""
    return [
        {
            "conversation_id": conversation_id,
            "kind": timer.kind,
            "due_at": timer.due_at,
            "payload": timer.payload,
            "handoff_id": handoff_id,
        }
        for timer in new
    ]
