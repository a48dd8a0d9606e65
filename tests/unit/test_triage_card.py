"""A card and its thread, whatever a customer wrote: within Slack's limits, and never in Slack's markup."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.company.policy import load_policy
from core.briefs import EARLIER, EarlierCase
from core.domain.handoff import Attempt, Handoff, HandoffStatus, Package, Priority
from core.domain.ids import ConversationId, HandoffId, MessageId, Millis, StaffId
from core.domain.messages import Audience, Author, Message, Notice
from core.domain.policy import Triage
from core.errors import SettingError
from core.policies.sla import SlaClock, SlaKind, SlaState
from core.policies.triage import Typed, channel_for, channels_of, meant_for
from handoff.slack.card import Scene, changes_in, render_card
from handoff.slack.modals import Context, values_of
from handoff.slack.thread import parts_of, render_part
from tests.slack.blocks import check_message_blocks
from tests.support.record import PACKAGE

MARK = "~evil~"
HANDOFF = Handoff(
    id=HandoffId("a" * 32),
    conversation_id=ConversationId("b" * 32),
    status=HandoffStatus.WAITING,
    reason="asked_for_person",
    priority=Priority.HIGH,
    priority_reasons=("asked",),
    category="billing",
    package=PACKAGE,
    opened_at=Millis(1_700_000_000_000),
)

wild = st.text(max_size=6000).map(lambda text: f"{MARK}{text}<!channel>*b*`c`")


def markup(value: Any) -> list[str]:
    """Every text that Slack reads as markup."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            return [value["text"]]
        return [text for inner in value.values() for text in markup(inner)]
    return [text for inner in value for text in markup(inner)] if isinstance(value, list) else []


def package(name: str, said: str, fact: str) -> Package:
    return replace(
        PACKAGE,
        customer=name,
        evidence={"words": said, "more": [said, said]},
        attempts=tuple(Attempt("answer", "not_helpful", said) for _ in range(30)),
        facts=tuple((f"fact {n}", fact) for n in range(40)),
        open_question=said,
        summary=said,
        suggested_action=said,
        draft_reply=said,
    )


@settings(max_examples=40, deadline=None)
@given(name=wild, said=wild, fact=wild, claimed=st.booleans(), mirrored=st.booleans())
def test_that_a_card_holds_to_slacks_limits_and_shows_customers_words_plainly(
    name: str, said: str, fact: str, claimed: bool, mirrored: bool
) -> None:
    handoff = replace(HANDOFF, package=package(name, said, fact))
    if claimed:
        handoff = replace(
            handoff, status=HandoffStatus.CLAIMED, claimed_by=StaffId("s"), claimed_by_name="Maya", claimed_at=Millis(1)
        )
    earlier = (EarlierCase(handoff),) * EARLIER
    scene = Scene(channel="web", mirrored=mirrored, prefix=">>", desk="https://x/desk", base="https://x")
    scene = replace(scene, earlier=earlier)
    text, blocks = render_card(handoff, scene)
    check_message_blocks(blocks)
    assert len(blocks) <= 50
    assert sum(len(str(block.get("text", ""))) for block in blocks) < 13_000
    assert not [one for one in markup(blocks) if MARK in one]
    assert "<!channel>" not in text


def test_that_a_card_tells_what_the_customer_had_before() -> None:
    package = replace(PACKAGE, intent="Refund a client", open_question="Where is it?")
    done = replace(HANDOFF, package=package, status=HandoffStatus.RESOLVED, close_reason="solved", claimed_by_name="Jo")
    case = EarlierCase(done)
    _, blocks = render_card(HANDOFF, Scene(channel="web", base="https://x", earlier=(case,)))
    (told,) = [one for one in markup(blocks) if "Resolved" in one]
    assert f"<https://x/desk/c/{HANDOFF.conversation_id}|open on the desk>" in told
    assert told.endswith("Refund a client · Resolved: Solved (Jo)")
    _, blocks = render_card(HANDOFF, Scene(channel="web", earlier=(case,)))
    assert not [one for one in markup(blocks) if "/desk/c/" in one], "nobody could reach it"
    _, blocks = render_card(HANDOFF, Scene(channel="web", base="https://x", earlier=(case,), watched=True))
    assert "Earlier cases" not in str(blocks), "outsiders read along"


def test_that_a_card_warns_where_words_go_and_who_reads() -> None:
    _, blocks = render_card(HANDOFF, Scene(channel="slack", mirrored=True, watched=True))
    assert "Everything you type in this thread goes to the customer" in str(blocks)
    assert "People of another company read this channel" in str(blocks)
    closed = replace(HANDOFF, status=HandoffStatus.RESOLVED, closed_at=Millis(1), close_reason="solved")
    _, blocks = render_card(closed, Scene(channel="slack"))
    assert not [block for block in blocks if block["type"] == "actions"], "nothing is left to do"
    assert "What you type in the thread" not in str(blocks)


def message(seq: int, text: str, **fields: Any) -> Message:
    values: dict[str, Any] = {
        "id": MessageId(f"m{seq}"),
        "conversation_id": HANDOFF.conversation_id,
        "seq": seq,
        "author": Author.CUSTOMER,
        "author_name": "",
        "author_id": "",
        "audience": Audience.CUSTOMER,
        "text": text,
        "created_at": Millis(1_700_000_000_000 + seq),
        **fields,
    }
    return Message(**values)


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(wild, min_size=1, max_size=25), opened=st.integers(0, 25))
def test_that_a_thread_shows_every_entry_once_in_order_within_limits(texts: list[str], opened: int) -> None:
    entries = [message(n, text) for n, text in enumerate(texts, 1)]
    parts = parts_of(entries, opened)
    shown = [seq for first, last in parts for seq in range(first, last + 1)]
    assert shown == [entry.seq for entry in entries]
    assert all(first == last for first, last in parts if last > opened)
    for first, last in parts:
        text, blocks = render_part(entries[first - 1 : last], HANDOFF, "C1")
        check_message_blocks(blocks)
        assert not [one for one in markup(blocks) if MARK in one]
        assert "<!channel>" not in text


def test_that_bot_person_note_and_notice_are_told_apart() -> None:
    entries = {
        "🤖": message(1, "Hello", author=Author.BOT),
        "💬 Maya → customer": message(2, "Hi", author=Author.AGENT, author_name="Maya", client_id="window:V1"),
        "🔒 Maya · internal note": message(
            3, "psst", author=Author.AGENT, author_name="Maya", audience=Audience.INTERNAL, client_id="window:V2"
        ),
        "📤 Sent to the customer as Maya": message(
            4, "typed", author=Author.AGENT, author_name="Maya", client_id="slack:C1:17.1"
        ),
        "ℹ️ Maya joined": message(5, "Maya joined", author=Author.SYSTEM, notice=Notice.JOINED),
        "deleted": message(6, "", deleted_at=Millis(1)),
    }
    for words, entry in entries.items():
        _, blocks = render_part([entry], HANDOFF, "C1")
        assert words in str(blocks), words
    change = message(7, "new", author=Author.SYSTEM, notice=Notice.CHANGED, of=2)
    assert parts_of([change], 0) == []


@pytest.mark.parametrize(
    ("left_min", "words", "again_min"), [(300, "5 h left", 15), (44, "40 min left", 5), (9, "9 min left", 1)]
)
def test_that_the_countdown_moves_in_steps(left_min: int, words: str, again_min: int) -> None:
    left = left_min * 60_000
    due = SlaClock(SlaKind.FIRST_RESPONSE, SlaState.OK, Millis(1_700_000_600_000), left, 0, running=True)
    _, blocks = render_card(HANDOFF, Scene(channel="web", due=due))
    assert words in str(blocks)
    assert changes_in(due) == again_min * 60_000
    late = replace(due, state=SlaState.BREACHED, left_ms=-left)
    _, blocks = render_card(HANDOFF, Scene(channel="web", due=late))
    assert "is late" in str(blocks)
    assert changes_in(None) is None


def test_that_words_stay_inside_unless_clearly_meant_for_the_customer() -> None:
    """C33"""
    rules = Triage(reply_prefix=">>", mirror=frozenset({"C2"}))
    assert meant_for(">> hello", rules, "C1") == (Typed.REPLY, "hello")
    assert meant_for("hello >> there", rules, "C1") == (Typed.NOTE, "hello >> there")
    assert meant_for("hello", rules, "C2") == (Typed.REPLY, "hello")
    assert meant_for(">> hello", Triage(), "C1") == (Typed.NOTE, ">> hello")


def test_that_a_handoff_goes_to_its_accounts_channel_first() -> None:
    rules = Triage(categories={"billing": "C3"}, accounts={"Acme": "C4"})
    assert channel_for(HANDOFF, rules, "C1") == "C4"
    stranger = replace(HANDOFF, package=replace(PACKAGE, account=""))
    assert channel_for(stranger, rules, "C1") == "C3"
    assert channel_for(replace(stranger, category="other"), rules, "C1") == "C1"
    assert channels_of(rules, "C1") == {"C1", "C3", "C4"}


@pytest.mark.parametrize("text", ["", "{}", "[1]", "null", '["a","b","c","x","e",1]', "[" * 50])
def test_that_a_windows_memory_that_is_not_ours_is_refused(text: str) -> None:
    assert Context.load(text) is None
    ours = Context(HandoffId("h"), "C1", "1.2", 7, "s", 3)
    assert Context.load(ours.dump()) == ours
    assert values_of({"state": {"values": {"to": {"to": {"selected_option": {"value": "s1"}}}}}}) == {"to": "s1"}


def test_that_a_wrong_triage_policy_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "policies.yaml"
    file.write_text('triage:\n  reply_prefix: ">>"\n  mirror: [C024BE7LH]\n  accounts: {Acme: C024BE7LJ}\n')
    assert load_policy(file).triage == Triage(
        reply_prefix=">>", mirror=frozenset({"C024BE7LH"}), accounts={"Acme": "C024BE7LJ"}
    )
    file.write_text("triage:\n  mirror:\n    - general\n")
    with pytest.raises(SettingError, match=r"line 3: `general` is no Slack channel ID"):
        load_policy(file)
