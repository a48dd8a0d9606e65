"""What became of every message, by the record and by what Slack shows to whom."""

import sqlite3
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.domain.people import Account
from core.policies.days import ways_to_say
from tests.slack.installs import Installation
from tests.slack.people import Person
from tests.slack.server import FakeSlack
from tests.slack.world import Message

_MOST_NAMED = 20


@dataclass(frozen=True)
class Asked:
    """A message somebody wrote. `personal`: its answer is for them alone."""

    message: Message
    person: Person
    account: Account
    personal: bool


@dataclass(frozen=True)
class Delivered:
    """An entry of a conversation's log that went out."""

    key: str
    conversation: str
    seq: int
    answer: str


@dataclass
class Reckoning:
    """The outcome. What is wrong is named; nothing named means that all is in order."""

    messages: int = 0
    answered: int = 0
    handed_over: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    misdelivered: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    set_aside: int = 0
    median_delay_s: float = 0.0
    largest_delay_s: float = 0.0

    @property
    def in_order(self) -> bool:
        """Whether nothing at all went wrong."""
        return not (self.wrongs() or self.set_aside)

    def wrongs(self) -> list[str]:
        """Everything that went wrong, in words."""
        named = ("lost", "doubled", "misdelivered", "leaked", "out_of_order")
        return [f"{name}: {what}" for name in named for what in getattr(self, name)]

    def table(self) -> str:
        """For people."""
        rows: list[tuple[str, object]] = [
            ("customers' messages", self.messages),
            ("answered once", self.answered),
            ("handed over to a person", self.handed_over),
            ("lost", len(self.lost)),
            ("doubled", len(self.doubled)),
            ("misdelivered", len(self.misdelivered)),
            ("leaked", len(self.leaked)),
            ("out of order", len(self.out_of_order)),
            ("set aside for an operator", self.set_aside),
            ("delay, median", f"{self.median_delay_s:.1f} s"),
            ("delay, largest", f"{self.largest_delay_s:.1f} s"),
        ]
        return "\n".join([*(f"{name:<26}{value:>10}" for name, value in rows), *self.wrongs()[:_MOST_NAMED]])


class Books:
    """The record as SQLite keeps it, read from outside while the service runs, dies and comes back."""

    def __init__(self, database: Path) -> None:
        self._sqlite = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)

    def close(self) -> None:
        self._sqlite.close()

    def waiting(self) -> int:
        """Events, turns and deliveries that are still to come."""
        return self._one(
            "SELECT (SELECT count(*) FROM slack_events WHERE status = 'pending')"
            " + (SELECT count(*) FROM outbox WHERE status = 'pending')"
            " + (SELECT count(*) FROM conversations WHERE due_at IS NOT NULL)"
        )

    def set_aside(self) -> int:
        """Events and deliveries that were given up."""
        return self._one(
            "SELECT (SELECT count(*) FROM slack_events WHERE status = 'failed')"
            " + (SELECT count(*) FROM outbox WHERE status = 'dead')"
        )

    def entry(self, channel: str, ts: str) -> tuple[str, int, str] | None:
        """(conversation, seq, mode) of a customer's message."""
        found = self._sqlite.execute(
            "SELECT m.conversation_id, m.seq, c.mode FROM messages m JOIN conversations c ON c.id = m.conversation_id"
            " WHERE m.client_id = ? AND m.author = 'customer' AND EXISTS (SELECT 1 FROM slack_threads t"
            " WHERE t.conversation_id = m.conversation_id AND t.channel_id = ?)",
            (ts, channel),
        ).fetchall()
        assert len(found) < 2, f"{channel}:{ts} stands in two conversations"
        return tuple(found[0]) if found else None

    def delivered(self) -> Iterator[Delivered]:
        """What went out to Slack, in the order of each log."""
        rows = self._sqlite.execute(
            "SELECT key, conversation_id, json_extract(payload, '$.seq'), answer FROM outbox"
            " WHERE destination = 'slack' AND status = 'sent' ORDER BY conversation_id, 3"
        )
        return (Delivered(*row) for row in rows)

    def home(self, conversation: str) -> tuple[str, str]:
        """The channel and thread of a conversation."""
        found = self._sqlite.execute(
            "SELECT channel_id, thread_ts FROM slack_threads WHERE conversation_id = ? AND home"
            " ORDER BY created_at LIMIT 1",
            (conversation,),
        ).fetchone()
        return tuple(found) if found else ("", "")

    def _one(self, query: str) -> int:
        return int(self._sqlite.execute(query).fetchone()[0])


def reckon(slack: FakeSlack, bot: Installation, books: Books, asked: Sequence[Asked]) -> Reckoning:
    """Look every message up."""
    found = Reckoning(messages=len(asked), set_aside=books.set_aside())
    sent = list(books.delivered())
    _settle(found, books, asked, sent)
    _posts(found, slack, bot, books, asked, sent)
    _order(found, sent)
    for account in {each.account.id: each.account for each in asked}.values():
        allowed = {each.person.id: each.person for each in asked if each.personal and each.account.id == account.id}
        for fact in ways_to_say(account.facts["renews_on"]):
            found.leaked += [f"{fact} to {leak.user}" for leak in slack.leaks(fact, *allowed.values())]
    return found


def _settle(found: Reckoning, books: Books, asked: Sequence[Asked], sent: Sequence[Delivered]) -> None:
    delays = []
    for each in asked:
        name = f"{each.message.channel.name} {each.message.ts} {each.message.text!r}"
        entry = books.entry(each.message.channel.id, each.message.ts)
        if entry is None:
            found.lost.append(f"{name} is not in the record")
            continue
        conversation, seq, mode = entry
        after = [one for one in sent if one.conversation == conversation and one.seq > seq]
        if mode == "human":
            found.handed_over += 1
        elif after:
            found.answered += 1
        else:
            found.lost.append(f"{name} has no answer")
        if after:
            delays.append(float(after[0].answer.partition(":")[2] or 0) - float(each.message.ts))
    if delays:
        found.median_delay_s, found.largest_delay_s = statistics.median(delays), max(delays)


def _posts(
    found: Reckoning,
    slack: FakeSlack,
    bot: Installation,
    books: Books,
    asked: Sequence[Asked],
    sent: Sequence[Delivered],
) -> None:
    """Every post of ours carries the key of one delivery, once, in the place that is that delivery's."""
    by_key = {one.key: one for one in sent}
    askers: dict[str, set[str]] = {}
    for each in asked:
        entry = books.entry(each.message.channel.id, each.message.ts)
        if entry is not None:
            askers.setdefault(entry[0], set()).add(each.person.id)
    times: Counter[str] = Counter()
    for channel in slack.world.channels.values():
        for post in (one for one in channel.messages if one.bot_id == bot.bot_id and not one.deleted):
            key = str((post.metadata.get("event_payload") or {}).get("id", ""))
            if not key:
                continue
            times[key] += 1
            delivery = by_key.get(key) or by_key.get(key.rpartition(":")[0])
            if delivery is None:
                found.misdelivered.append(f"{channel.id} {post.ts}: nobody knows {key}")
            elif channel.kind == "im":
                readers = {user.id for user in channel.members} - {bot.bot.id}
                if not readers <= askers.get(delivery.conversation, set()):
                    found.misdelivered.append(f"{post.ts} went to {readers}")
            elif (channel.id, post.thread) != books.home(delivery.conversation):
                found.misdelivered.append(f"{post.ts} stands in {channel.name} {post.thread}")
    found.doubled += [f"{key} stands {count} times" for key, count in times.items() if count > 1]
    missing = [one.key for one in sent if one.answer != "withdrawn" and not times[one.key]]
    found.lost += [f"{key} was sent, and is nowhere" for key in missing]


def _order(found: Reckoning, sent: Sequence[Delivered]) -> None:
    """Within a thread, what we say comes in the order of the log."""
    newest: dict[tuple[str, str], float] = {}
    for one in sent:
        place, _, ts = one.answer.partition(":")
        if not ts:
            continue
        if float(ts) < newest.get((one.conversation, place), 0.0):
            found.out_of_order.append(f"{one.conversation}/{one.seq}")
        newest[one.conversation, place] = float(ts)
