"""What one turn writes, in one transaction: the state first, and only if it is still the one claimed."""

import sqlalchemy as sa

from adapters.db.codec import package_data
from adapters.db.library_tables import articles
from adapters.db.log import draft_row
from adapters.db.portable import among, insert_new, upsert
from adapters.db.pushes import push, write_entries
from adapters.db.schema import conversations, decisions, handoffs, timers, turns
from core.clock import new_id
from core.domain.conversation import Mode, Status
from core.domain.handoff import HandoffStatus
from core.record import Timer, TurnCommit

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
_ADVANCE_TO_PERSON = _ADVANCE.values(mode=Mode.HUMAN.value, status=Status.OPEN.value)
# What a turn quotes must not have changed since it was claimed: somebody may have deleted it while it was thought.
_ADVANCE_QUOTING = {
    dialect: _ADVANCE.where(
        ~sa.exists().where(quoted, articles.c.seq > sa.bindparam("seen", type_=sa.BigInteger)).correlate(conversations)
    )
    for dialect, quoted in among(articles.c.id, "quoted").items()
}
_NEW_TURN = sa.insert(turns)
_NEW_DECISIONS = sa.insert(decisions)
_NEW_HANDOFF = insert_new(handoffs)
_OPEN_HANDOFF = sa.select(handoffs.c.id).where(
    handoffs.c.conversation_id == sa.bindparam("of_id"),
    handoffs.c.status.in_((HandoffStatus.WAITING.value, HandoffStatus.CLAIMED.value)),
)
_SET_TIMERS = upsert(timers, ["conversation_id", "kind"], ["due_at", "payload", "handoff_id"])


def write_turn(connection: sa.Connection, commit: TurnCommit) -> int | None:
    """Write it all and return the newest sequence; or nothing, and None, when the claim no longer holds or an article
    that is quoted has changed since."""
    conversation = commit.claim.conversation
    max_input = max((each.seq for each in commit.claim.inputs), default=conversation.done_seq)
    values: dict[str, object] = {
        "of_id": conversation.id,
        "of_owner": commit.claim.lease.owner,
        "of_epoch": commit.claim.lease.epoch,
        "of_version": conversation.state_version,
        "drafts": len(commit.drafts),
        "max_input": max_input,
        "new_state": commit.state,
        "now": commit.now,
    }
    advance = _ADVANCE if commit.handoff is None else _ADVANCE_TO_PERSON
    quoted = {str(source.article_id) for draft in commit.drafts for source in draft.sources}
    if quoted and commit.handoff is None:
        advance = _ADVANCE_QUOTING[connection.dialect.name]
        values |= {"quoted": list(quoted), "seen": commit.claim.library_seq}
    newest = connection.execute(advance, values).scalar()
    if newest is None:
        return None
    first = newest - len(commit.drafts) + 1
    rows = [
        draft_row(draft, conversation.id, first + index, commit.now, commit.turn.id)
        for index, draft in enumerate(commit.drafts)
    ]
    write_entries(connection, conversation.channel, conversation.id, rows, commit.now)
    connection.execute(_NEW_TURN, _turn_row(commit))
    if commit.decisions:
        connection.execute(_NEW_DECISIONS, _decision_rows(commit))
    handoff_id = _open_handoff(connection, commit) if commit.handoff else None
    if commit.timers:
        set_timers(connection, conversation.id, commit.timers, handoff_id)
    if commit.pushes:
        push(connection, commit.pushes, conversation.id, commit.now)
    return int(newest)


def _turn_row(commit: TurnCommit) -> dict[str, object]:
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


def _decision_rows(commit: TurnCommit) -> list[dict[str, object]]:
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
    assert commit.handoff is not None
    wish, conversation_id = commit.handoff, commit.claim.conversation.id
    row = {
        "id": new_id(),
        "conversation_id": conversation_id,
        "status": HandoffStatus.WAITING.value,
        "reason": wish.reason,
        "priority": int(wish.priority),
        "priority_reasons": list(wish.priority_reasons),
        "category": wish.category,
        "package": package_data(wish.package),
        "opened_at": commit.now,
        "claimed_by_name": "",
        "close_reason": "",
    }
    if connection.execute(_NEW_HANDOFF[connection.dialect.name], row).rowcount:
        return str(row["id"])
    return str(connection.execute(_OPEN_HANDOFF, {"of_id": conversation_id}).scalar_one())


def set_timers(connection: sa.Connection, conversation_id: str, new: tuple[Timer, ...], handoff_id: str | None) -> None:
    """Set or move timers. Those of a handoff end with it."""
    rows = [
        {
            "conversation_id": conversation_id,
            "kind": timer.kind,
            "due_at": timer.due_at,
            "payload": timer.payload,
            "handoff_id": handoff_id,
        }
        for timer in new
    ]
    connection.execute(_SET_TIMERS[connection.dialect.name], rows)
