"""Slack's channels, whose they are, and which of their threads is which conversation."""

from collections.abc import Sequence

import sqlalchemy as sa

from adapters.db.codec import Row, conversation_of
from adapters.db.part import Part
from adapters.db.portable import insert_new, upsert
from adapters.db.schema import accounts, conversations, outbox
from adapters.db.schema import slack_channels as channels
from adapters.db.schema import slack_threads as threads
from core.domain.conversation import Conversation
from core.domain.ids import AccountId, ConversationId, Millis
from core.slack import SLACK, ChannelState, Ingest, Place, SlackChannel

_ONE = sa.select(channels).where(channels.c.id == sa.bindparam("of_id"))
_ALL = sa.select(channels).where(channels.c.kind != "im").order_by(channels.c.account_id.is_not(None), channels.c.name)
_SEE = upsert(channels, ["id"], ["name", "kind", "is_private", "teams", "state", "note", "updated_at", "checked_at"])
_THREAD = (
    sa.select(conversations)
    .join(threads, threads.c.conversation_id == conversations.c.id)
    .where(threads.c.channel_id == sa.bindparam("of_channel"), threads.c.thread_ts == sa.bindparam("of_thread"))
    .order_by(threads.c.created_at.desc(), conversations.c.created_at.desc())
)
_BURST = (
    sa.select(threads.c.conversation_id)
    .where(
        threads.c.channel_id == sa.bindparam("of_channel"),
        threads.c.person == sa.bindparam("of_person"),
        threads.c.thread_ts >= sa.bindparam("first"),
        threads.c.thread_ts <= sa.bindparam("last"),
    )
    .order_by(threads.c.thread_ts.desc())
    .limit(1)
)
_BIND = insert_new(threads)
_PLACE = (
    sa.select(threads.c.channel_id, threads.c.thread_ts)
    .where(threads.c.conversation_id == sa.bindparam("of_id"), threads.c.home)
    .order_by(threads.c.created_at)
    .limit(1)
)
_ACCOUNTS = sa.select(accounts.c.id, accounts.c.name).order_by(accounts.c.name)
_MAPPED = sa.select(channels.c.account_id, channels.c.account_teams).where(channels.c.account_id.is_not(None))


class SqlSlackChannels(Part):
    """The channels' part of core.slack.SlackStore"""

    async def slack_channel(self, channel_id: str) -> SlackChannel | None:
        row = await self._db.read(lambda c: c.execute(_ONE, {"of_id": channel_id}).one_or_none())
        return None if row is None else _channel_of(row)

    async def slack_channels(self) -> tuple[SlackChannel, ...]:
        rows = await self._db.read(lambda c: c.execute(_ALL).all())
        return tuple(_channel_of(row) for row in rows)

    async def see_slack_channel(self, channel: SlackChannel, now: Millis) -> SlackChannel:
        row = {
            "id": channel.id,
            "team_id": channel.team_id,
            "name": channel.name,
            "kind": channel.kind,
            "is_private": channel.is_private,
            "teams": list(channel.teams),
            "account_id": None,
            "account_teams": [],
            "ingest": Ingest.ALL.value,
            "state": channel.state.value,
            "note": channel.note,
            "mapped_by": "",
            "created_at": now,
            "updated_at": now,
            "checked_at": now,
        }

        def work(connection: sa.Connection) -> Row:
            connection.execute(_SEE[connection.dialect.name], row)
            return connection.execute(_ONE, {"of_id": channel.id}).one()

        return _channel_of(await self._db.write(work))

    async def map_slack_channel(
        self,
        channel_id: str,
        now: Millis,
        *,
        account_id: AccountId | None,
        account_teams: Sequence[str],
        ingest: Ingest,
        by: str,
    ) -> bool:
        statement = (
            sa.update(channels)
            .where(channels.c.id == channel_id)
            .values(
                account_id=account_id,
                account_teams=list(account_teams),
                ingest=ingest.value,
                mapped_by=by,
                updated_at=now,
            )
        )
        return await self._db.write(lambda c: c.execute(statement).rowcount == 1)

    async def slack_channel_state(self, channel_id: str, now: Millis, state: ChannelState, note: str) -> None:
        statement = (
            sa.update(channels)
            .where(channels.c.id == channel_id)
            .values(state=state.value, note=note, updated_at=now, checked_at=0)
        )
        await self._db.write(lambda c: c.execute(statement))

    async def slack_channel_moved(self, old_id: str, new_id: str, now: Millis) -> None:
        await self._db.write(lambda c: _move(c, old_id, new_id, now))

    async def accounts_of_team(self, team_id: str) -> tuple[AccountId, ...]:
        rows = await self._db.read(lambda c: c.execute(_MAPPED).all())
        return tuple(sorted({AccountId(row.account_id) for row in rows if team_id in row.account_teams}))

    async def accounts(self) -> tuple[tuple[AccountId, str], ...]:
        rows = await self._db.read(lambda c: c.execute(_ACCOUNTS).all())
        return tuple((AccountId(row.id), row.name) for row in rows)

    async def conversations_in(self, channel_id: str, thread_ts: str) -> tuple[Conversation, ...]:
        values = {"of_channel": channel_id, "of_thread": thread_ts}
        rows = await self._db.read(lambda c: c.execute(_THREAD, values).all())
        return tuple(conversation_of(row) for row in rows)

    async def burst_of(self, channel_id: str, person: str, first_ts: str, last_ts: str) -> ConversationId | None:
        values = {"of_channel": channel_id, "of_person": person, "first": first_ts, "last": last_ts}
        return await self._db.read(lambda c: c.execute(_BURST, values).scalar())

    async def bind_thread(
        self, channel_id: str, thread_ts: str, conversation_id: ConversationId, person: str, now: Millis, *, home: bool
    ) -> None:
        row = {
            "channel_id": channel_id,
            "thread_ts": thread_ts,
            "conversation_id": conversation_id,
            "home": home,
            "person": person,
            "created_at": now,
        }
        await self._db.write(lambda c: c.execute(_BIND[c.dialect.name], row))

    async def place_of(self, conversation_id: ConversationId) -> Place | None:
        row = await self._db.read(lambda c: c.execute(_PLACE, {"of_id": conversation_id}).one_or_none())
        return None if row is None else Place(row.channel_id, row.thread_ts)


def _move(connection: sa.Connection, old_id: str, new_id: str, now: Millis) -> None:
    old = connection.execute(_ONE, {"of_id": old_id}).one_or_none()
    if old is None:
        return
    mapping = {name: getattr(old, name) for name in ("account_id", "account_teams", "ingest", "mapped_by")}
    if connection.execute(_ONE, {"of_id": new_id}).one_or_none() is None:
        connection.execute(sa.update(channels).where(channels.c.id == old_id).values(id=new_id, checked_at=0))
    else:
        unmapped = sa.and_(channels.c.id == new_id, channels.c.account_id.is_(None))
        connection.execute(sa.update(channels).where(unmapped).values(mapping))
        connection.execute(sa.delete(channels).where(channels.c.id == old_id))
    moved = sa.select(threads.c.conversation_id).where(threads.c.channel_id == old_id)
    # What waits for the old address may go out to the new one at once.
    connection.execute(
        sa.update(outbox)
        .where(outbox.c.destination == SLACK, outbox.c.status == "pending", outbox.c.conversation_id.in_(moved))
        .values(next_at=now)
    )
    connection.execute(sa.update(threads).where(threads.c.channel_id == old_id).values(channel_id=new_id))


def _channel_of(row: Row) -> SlackChannel:
    return SlackChannel(
        id=row.id,
        team_id=row.team_id,
        name=row.name,
        kind=row.kind,
        is_private=bool(row.is_private),
        teams=tuple(row.teams),
        account_id=row.account_id,
        account_teams=tuple(row.account_teams),
        ingest=Ingest(row.ingest),
        state=ChannelState(row.state),
        note=row.note,
        checked_at=row.checked_at,
    )
