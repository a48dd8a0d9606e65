"""Agents who change or delete what they said: the entry itself, and one more entry that carries the change outward."""

import sqlalchemy as sa

from adapters.db.codec import Row, message_of
from adapters.db.log import draft_row
from adapters.db.part import Part
from adapters.db.pushes import write_entries
from adapters.db.schema import conversations, messages, outbox
from core.domain.ids import ConversationId, Millis
from core.domain.messages import Audience, Author, Draft, Message, Notice, Receipt
from core.domain.people import Staff

_SAID = sa.select(messages).where(
    messages.c.conversation_id == sa.bindparam("of_id"),
    messages.c.client_id == sa.bindparam("of_client"),
    messages.c.author == Author.AGENT.value,
)
_NEXT = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("of_id"))
    .values(
        seq=conversations.c.seq + 1,
        state_version=conversations.c.state_version + 1,
        updated_at=sa.bindparam("now"),
    )
    .returning(conversations.c.seq, conversations.c.channel)
)


class SqlTriageTalk(Part):
    """The words' part of core.triage.TriageStore"""

    async def said_as(self, conversation_id: ConversationId, client_id: str) -> Message | None:
        key = {"of_id": conversation_id, "of_client": client_id}
        row = await self._db.read(lambda c: c.execute(_SAID, key).one_or_none())
        return None if row is None else message_of(row)

    async def answer_of(self, destination: str, key: str) -> str:
        sent = sa.select(outbox.c.answer).where(outbox.c.destination == destination, outbox.c.key == key)
        return await self._db.read(lambda c: c.execute(sent).scalar() or "")

    async def take_back(
        self, conversation_id: ConversationId, client_id: str, staff: Staff, text: str | None, now: Millis
    ) -> Receipt | None:
        return await self._db.write(lambda c: _take_back(c, conversation_id, client_id, staff, text, now))


def _take_back(
    connection: sa.Connection,
    conversation_id: ConversationId,
    client_id: str,
    staff: Staff,
    text: str | None,
    now: Millis,
) -> Receipt | None:
    # The conversation is locked first, so that of two changes the later one stands.
    lock = sa.select(conversations.c.id).where(conversations.c.id == conversation_id).with_for_update()
    connection.execute(lock)
    said = connection.execute(_SAID, {"of_id": conversation_id, "of_client": client_id}).one_or_none()
    if said is None or said.author_id != staff.id:
        return None
    if said.deleted_at is not None or text == said.text:
        return Receipt(int(said.seq), duplicate=True)
    new = {"text": "", "deleted_at": now} if text is None else {"text": text, "edited_at": now}
    connection.execute(sa.update(messages).where(messages.c.id == said.id).values(new))
    if text is None:
        _forget_changes(connection, said)
    place = connection.execute(_NEXT, {"of_id": conversation_id, "now": now}).one()
    change = Draft(
        author=Author.SYSTEM,
        text=text or "",
        audience=Audience(said.audience),
        author_name=staff.name,
        author_id=staff.id,
        notice=Notice.TAKEN_BACK if text is None else Notice.CHANGED,
        of=int(said.seq),
    )
    row = draft_row(change, conversation_id, place.seq, now)
    write_entries(connection, place.channel, conversation_id, [row], now)
    return Receipt(int(place.seq), duplicate=False)


def _forget_changes(connection: sa.Connection, said: Row) -> None:
    """What an entry said in between goes with it."""
    changes = sa.select(messages.c.id, messages.c.data).where(
        messages.c.conversation_id == said.conversation_id,
        messages.c.seq > said.seq,
        messages.c.notice == Notice.CHANGED.value,
    )
    ids = [row.id for row in connection.execute(changes).all() if row.data.get("of") == said.seq]
    if ids:
        connection.execute(sa.update(messages).where(messages.c.id.in_(ids)).values(text=""))
