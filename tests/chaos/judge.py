"""The verdict, from three sides: what each customer saw, what a fresh reader of the log sees, and the database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.agents import Agent
from tests.chaos.customers import Customer
from tests.chaos.snapshot import Snapshot, Talk

Frame = dict[str, Any]


@dataclass
class Verdict:
    """Counts, and a sentence about everything that is wrong."""

    sent: int = 0
    received: int = 0
    answered: int = 0
    turns: int = 0
    replies: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    reordered: list[str] = field(default_factory=list)
    leftover: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        return [
            f"{name}: {text}" for name in ("lost", "doubled", "reordered", "leftover") for text in getattr(self, name)
        ]


def judge(
    customers: Iterable[Customer],
    fresh: dict[str, list[Frame]],
    snapshot: Snapshot,
    agents: Iterable[Agent],
    pushed: Counter[str],
) -> Verdict:
    """`fresh` holds each conversation as somebody reads it who was never there; `pushed` the keys of pushes."""
    verdict = Verdict()
    for customer in customers:
        name = f"conversation {customer.number}"
        talk = snapshot.talks.get(customer.visitor.conversation)
        verdict.sent += len(customer.sent)
        if talk is None:
            verdict.lost.append(f"{name} is not in the database")
            continue
        _messages(verdict, name, customer, talk)
        _seen(verdict, name, customer, talk, fresh[customer.visitor.conversation])
        _turns(verdict, name, talk)
        _rest(verdict, name, talk)
    _agents(verdict, snapshot, agents)
    _pushes(verdict, snapshot, pushed)
    return verdict


def _messages(verdict: Verdict, name: str, customer: Customer, talk: Talk) -> None:
    """The log is without gaps and holds each message of the customer once, in the order of writing."""
    seqs = [row.seq for row in talk.messages]
    if seqs != list(range(1, talk.row.seq + 1)):
        verdict.lost.append(f"{name}: the log's numbers are {seqs} up to {talk.row.seq}")
    stored = [row for row in talk.messages if row.author == "customer"]
    keys = [row.client_id for row in stored]
    verdict.lost += [f"{name}: message {cid} is not stored" for cid in customer.sent if cid not in keys]
    texts = Counter(row.text for row in stored)
    verdict.doubled += [f"{name}: {text!r} is stored {times} times" for text, times in texts.items() if times > 1]
    if [cid for cid in customer.sent if cid in keys] != keys:
        verdict.reordered.append(f"{name}: stored as {[row.text[-8:] for row in stored]}")
    if [row.key for row in talk.inbox] != keys:
        verdict.lost.append(f"{name}: inbox and log differ")
    place = {row.client_id: row.seq for row in stored}
    for cid in customer.sent:
        said = customer.visitor.said[cid]
        if said.seq is not None and cid in place:
            verdict.received += 1
        if said.refused:
            verdict.lost.append(f"{name}: {cid} was refused with {said.refused['code']}")
        if any(seq != place.get(cid) for seq in said.seqs):
            verdict.doubled.append(f"{name}: {cid} stands at {place.get(cid)}, acknowledged as {said.seqs}")


def _seen(verdict: Verdict, name: str, customer: Customer, talk: Talk, fresh: list[Frame]) -> None:
    """The customer saw what a fresh reader sees, which is what the log says."""
    visitor = customer.visitor
    verdict.lost += [f"{name}: something before {seq} was never shown" for seq in visitor.holes]
    verdict.reordered += [f"{name}: {seq} was shown after a later one" for seq in visitor.late]
    log = [(row.seq, row.author, row.text) for row in talk.messages if row.audience == "customer"]
    for who, events in (("the customer", visitor.events), ("a fresh reader", fresh)):
        shown = [(event["seq"], event["author"]["kind"], event["text"]) for event in events]
        if shown == log:
            continue
        missing = [entry[0] for entry in log if entry not in shown]
        if missing:
            verdict.lost.append(f"{name}: {who} was not shown {missing}")
        if len(set(shown)) != len(shown) or any(entry not in log for entry in shown):
            verdict.doubled.append(f"{name}: {who} was shown {[entry[0] for entry in shown]}")
        if sorted(shown) != shown:
            verdict.reordered.append(f"{name}: {who} was shown {[entry[0] for entry in shown]}")


def _turns(verdict: Verdict, name: str, talk: Talk) -> None:
    """Every message of the customer belongs to exactly one turn, and every turn of the bot speaks exactly once."""
    covered = Counter(seq for turn in talk.turns for seq in turn.input_seqs)
    asked = [row.seq for row in talk.messages if row.author == "customer"]
    verdict.turns += len(talk.turns)
    verdict.lost += [f"{name}: no turn dealt with message {seq}" for seq in asked if not covered[seq]]
    verdict.doubled += [f"{name}: {times} turns dealt with {seq}" for seq, times in covered.items() if times > 1]
    order = [seq for turn in talk.turns for seq in turn.input_seqs]
    if order != sorted(order):
        verdict.reordered.append(f"{name}: turns dealt with {order}")
    by_turn = Counter((row.turn_id, row.audience) for row in talk.messages if row.turn_id)
    for turn in talk.turns:
        replies, notes = (by_turn.pop((turn.id, audience), 0) for audience in ("customer", "internal"))
        verdict.replies += replies
        relayed = turn.kind == "relay"  # to a person, perhaps with a word to the customer who waits for one
        if not replies and not relayed:
            verdict.lost.append(f"{name}: the turn for {turn.input_seqs} has no reply")
        if replies > 1:
            verdict.doubled.append(f"{name}: the turn for {turn.input_seqs} has {replies} replies")
        if notes > 1:
            verdict.doubled.append(f"{name}: the turn for {turn.input_seqs} has {notes} notes for the team")
        if replies or relayed:
            verdict.answered += sum(1 for seq in turn.input_seqs if covered[seq] == 1)
        if any(row.seq < max(turn.input_seqs, default=0) for row in talk.messages if row.turn_id == turn.id):
            verdict.reordered.append(f"{name}: a reply stands before the message it answers, {turn.input_seqs}")
    verdict.doubled += [f"{name}: a reply without its turn, {turn_id}" for turn_id, _ in by_turn]


def _rest(verdict: Verdict, name: str, talk: Talk) -> None:
    """Nothing is left half done."""
    row = talk.row
    open_handoffs = [each for each in talk.handoffs if each.status in ("waiting", "claimed")]
    ended = {each.id for each in talk.handoffs} - {each.id for each in open_handoffs}
    wrong = {
        f"done_seq {row.done_seq} of {row.last_input_seq}": row.done_seq != row.last_input_seq,
        "still due": row.due_at is not None or row.pending_since is not None,
        "still leased": row.lease_owner is not None,
        f"failures {row.failures}": row.failures != 0,
        f"mode {row.mode} with {len(open_handoffs)} open handoffs": (row.mode == "human") != (len(open_handoffs) == 1),
        "a timer of a handoff that is over": any(timer.handoff_id in ended for timer in talk.timers),
    }
    verdict.leftover += [f"{name}: {text}" for text, is_so in wrong.items() if is_so]


def _agents(verdict: Verdict, snapshot: Snapshot, agents: Iterable[Agent]) -> None:
    """Every reply that the desk took stands in the log once, in the order in which it was written."""
    for agent in agents:
        places: dict[str, list[int]] = {}
        for conversation, client_id in agent.said:
            found = [row.seq for row in snapshot.talks[conversation].messages if row.client_id == client_id]
            if not found:
                verdict.lost.append(f"{agent.login}'s reply {client_id} is not stored")
            if len(found) > 1:
                verdict.doubled.append(f"{agent.login}'s reply {client_id} is stored {len(found)} times")
            places.setdefault(conversation, []).extend(found)
        verdict.reordered += [f"{agent.login}'s replies stand at {at}" for at in places.values() if at != sorted(at)]


def _pushes(verdict: Verdict, snapshot: Snapshot, pushed: Counter[str]) -> None:
    """Every push went out (a repeat carries the same key, so its receiver can drop it), and none that is not ours."""
    for row in snapshot.outbox:
        if row.status != "sent":
            verdict.leftover.append(f"push {row.key} is {row.status} after {row.attempts} tries: {row.last_error}")
        elif not pushed[row.key]:
            verdict.lost.append(f"push {row.key} is noted as sent and never came")
    ours = {row.key for row in snapshot.outbox}
    verdict.doubled += [f"push {key} came from nowhere" for key in pushed if key not in ours]
    bot_handoffs = sum(len(talk.handoffs) for talk in snapshot.talks.values())
    if snapshot.outbox and len(snapshot.outbox) != bot_handoffs:
        verdict.leftover.append(f"{bot_handoffs} handoffs and {len(snapshot.outbox)} pushes about them")
