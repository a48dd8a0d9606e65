"""What Slack sends is read the same way always, whatever is missing from it."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.ids import Millis
from core.slack_payloads import Kind, arrival_of, kind_of, mentions, opens_with, plain_text, said_in

NOW = Millis(1_767_225_600_000)


def event(**fields):
    return {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": fields.pop("event_id", "Ev1"),
        "event": {"type": "message", "channel": "C1", "ts": "1767225600.000100", **fields},
    }


def test_that_a_redelivery_and_a_mention_are_the_same_row():
    first = arrival_of(event(text="hi <@U0>"), NOW)
    again = arrival_of(event(text="hi <@U0>"), Millis(NOW + 300_000))
    mention = arrival_of(event(type="app_mention", event_id="Ev2", text="hi <@U0>"), NOW)
    assert again.key == first.key
    assert mention.key != first.key
    assert mention.message_key == first.message_key == "C1:1767225600.000100"


def test_that_edits_and_deletions_are_events_of_their_own():
    changed = {"ts": "1767225600.000100", "text": "new", "user": "U1", "edited": {"ts": "1767225700.000000"}}
    edit = event(subtype="message_changed", message=changed, event_ts="1767225700.000000", ts="1767225700.000000")
    assert kind_of(edit) is Kind.EDIT
    assert arrival_of(edit, NOW).message_key == ""
    assert said_in(edit).ts == "1767225600.000100"
    assert said_in(edit).edited_ts == "1767225700.000000"
    before = {"ts": "1767225600.000100", "thread_ts": "1767225500.000000", "user": "U1", "text": "gone"}
    deletion = event(subtype="message_deleted", deleted_ts="1767225600.000100", previous_message=before)
    assert kind_of(deletion) is Kind.DELETION
    assert (said_in(deletion).ts, said_in(deletion).root_ts) == ("1767225600.000100", "1767225500.000000")


def test_that_announcements_are_told_from_speech():
    """C15: what machines and Slack itself write starts nothing."""
    for subtype in ("channel_join", "channel_topic", "reminder_add", "channel_name", "bot_add", "message_replied"):
        assert kind_of(event(subtype=subtype)) is Kind.OTHER, subtype
    for subtype in ("", "file_share", "thread_broadcast", "me_message"):
        assert kind_of(event(subtype=subtype)) is Kind.MESSAGE, subtype


def test_that_channel_events_name_their_channel_wherever_it_stands():
    rename = {"type": "event_callback", "event_id": "E", "event": {"type": "channel_rename", "channel": {"id": "C7"}}}
    reaction = {
        "type": "event_callback",
        "event_id": "E",
        "event": {"type": "reaction_added", "item": {"channel": "C8"}},
    }
    press = {"type": "block_actions", "container": {"channel_id": "C9"}, "actions": [{"action_ts": "1.2"}]}
    assert [arrival_of(body, NOW).lane for body in (rename, reaction, press)] == ["C7", "C8", "C9"]


def test_that_text_reads_as_people_read_it():
    names = {"U0": "", "U1": "Nora"}
    assert plain_text("<@U0> is <https://a.example/x|this> &lt;b&gt; for <@U1> in <#C1|ops>?", names) == (
        "is this (https://a.example/x) <b> for @Nora in #ops?"
    )
    assert plain_text("<!here> see <https://a.example>, mail <mailto:a@b.example|a@b.example>", {}) == (
        "@here see https://a.example, mail a@b.example"
    )
    assert mentions("<@U1> and <@W2|x>") == {"U1", "W2"}
    assert opens_with("  <@U1> look") == "U1"
    assert opens_with("look <@U1>") == ""


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "ts", "channel", "event", "id", "user", "files", "text"]), children, max_size=5
        )
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["type", "event", "event_id", "actions", "container", "user", "command"]), json_values
    )
)
def test_that_no_payload_whatever_breaks_the_reading(body):
    arrival = arrival_of(body, NOW)
    assert arrival.key
    assert arrival.lane
    kind_of(body)
    said_in(body)


@settings(deadline=None)
@given(st.text(alphabet=string.printable + "<>@&|é", max_size=200))
def test_that_plain_text_never_fails_and_never_grows_without_bound(text):
    assert len(plain_text(text, {})) <= len(text) * 3 + 20
