"""Who wrote it and what to do: every combination has one answer, and doubt never makes anybody one of ours."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.classify import (
    Scene,
    Side,
    Todo,
    changes_meaning,
    decide,
    side_of,
    starts_something,
    written_by_machine,
)
from core.domain.conversation import Mode
from core.domain.ids import AccountId, Millis
from core.slack import ChannelState, Ingest, SlackChannel
from core.slack_people import Home, Person, person_of

HOME = Home(team_id="T0", user_id="UBOT", bot_id="BBOT", enterprise_id="E0", app_id="A0")


def channel(ingest=Ingest.ALL, mapped=True, kind="channel", account_teams=("T1",), teams=("T1",)):
    return SlackChannel(
        id="C1",
        team_id="T0",
        name="acme",
        kind=kind,
        is_private=False,
        teams=teams,
        account_id=AccountId("acme") if mapped else None,
        account_teams=account_teams,
        ingest=ingest,
        state=ChannelState.OK,
        note="",
        checked_at=Millis(0),
    )


def user(**fields):
    return {"id": "U1", "team_id": "T1", "profile": {"real_name": "Nora Quill"}, **fields}


def scene(**fields):
    values = {
        "side": Side.CUSTOMER,
        "channel": channel(),
        "mentioned": False,
        "in_thread": False,
        "own_thread": True,
        "mode": None,
        "to_somebody_else": False,
        "starts": True,
        "asked": False,
        **fields,
    }
    return Scene(**values)


@pytest.mark.parametrize(
    ("fields", "internal"),
    [
        ({"team_id": "T0"}, True),
        ({"team_id": "T1"}, False),
        ({"team_id": "T0", "is_stranger": True}, False),
        ({"team_id": "T0", "is_restricted": True}, False),
        ({"team_id": "T0", "is_ultra_restricted": True}, False),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E0"}}, True),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E9"}}, False),
        ({"team_id": None}, False),
    ],
)
def test_that_only_certain_colleagues_are_internal(fields, internal):
    """C23: no single property says external; whoever is not certainly ours is not."""
    assert person_of(user(**fields), HOME).internal is internal


def test_that_people_have_names_without_an_email_or_a_display_name():
    """C21, C22, C24: external people come without e-mail, often without a display name, and never anonymous."""
    assert person_of(user(), HOME).name == "Nora Quill"
    assert person_of({"id": "U1", "team_id": "T1", "name": "nora"}, HOME).name == "nora"
    assert person_of({"id": "U1", "team_id": "T1"}, HOME).key == "T1:U1"


def test_that_a_grid_customer_is_known_by_workspace_or_organisation():
    """Slack may name a Grid customer's organisation as the channel's partner, and a workspace on the person."""
    grid = person_of(user(team_id="T7", enterprise_user={"enterprise_id": "E7"}), HOME)
    assert grid.circles == {"T7", "E7"}
    assert not grid.internal


def test_that_machines_are_told_apart():
    """C15: our own messages and other bots' start nothing, so that two bots cannot talk for ever."""
    assert written_by_machine("UBOT", "", "", "", HOME) is Side.SELF
    assert written_by_machine("U9", "BBOT", "", "", HOME) is Side.SELF
    assert written_by_machine("", "B9", "", "bot_message", HOME) is Side.BOT
    assert written_by_machine("USLACKBOT", "", "", "", HOME) is Side.BOT
    assert written_by_machine("U1", "", "", "", HOME) is None


def test_that_an_internal_help_desk_has_our_own_people_as_customers():
    colleague = Person("U5", "T0", "Dana", internal=True)
    assert side_of(colleague, channel(), HOME, frozenset()) is Side.OURS
    desk = channel(account_teams=("T0",), teams=())
    assert side_of(colleague, desk, HOME, frozenset()) is Side.CUSTOMER
    assert side_of(colleague, desk, HOME, frozenset({"U5"})) is Side.OURS


@pytest.mark.parametrize(
    ("fields", "todo"),
    [
        ({}, Todo.START),
        ({"channel": None}, Todo.IGNORE),
        ({"channel": channel(mapped=False), "mentioned": True}, Todo.IGNORE),
        ({"channel": channel(mapped=False, kind="im")}, Todo.START),
        ({"channel": channel(Ingest.OFF), "mentioned": True}, Todo.IGNORE),
        ({"channel": channel(Ingest.OFF), "mode": Mode.BOT}, Todo.CONTINUE),
        ({"channel": channel(Ingest.MENTIONS)}, Todo.PARK),
        ({"channel": channel(Ingest.MENTIONS), "mentioned": True}, Todo.START),
        ({"channel": channel(Ingest.EMOJI)}, Todo.PARK),
        ({"channel": channel(Ingest.EMOJI), "asked": True}, Todo.START),
        ({"starts": False}, Todo.PARK),
        ({"to_somebody_else": True}, Todo.PARK),
        ({"in_thread": True, "own_thread": False}, Todo.PARK),
        ({"in_thread": True, "own_thread": False, "mentioned": True}, Todo.START),
        ({"in_thread": True, "mode": Mode.BOT, "starts": False}, Todo.CONTINUE),
        ({"in_thread": True, "mode": Mode.HUMAN}, Todo.CONTINUE),
        ({"in_thread": True, "mode": Mode.HUMAN, "mentioned": True}, Todo.CALL_BACK),
        ({"side": Side.OURS}, Todo.IGNORE),
        ({"side": Side.OURS, "mode": Mode.BOT}, Todo.SILENCE),
        ({"side": Side.OURS, "mode": Mode.HUMAN}, Todo.SILENCE),
        ({"side": Side.OURS, "mode": Mode.HUMAN, "mentioned": True}, Todo.CALL_BACK),
        ({"side": Side.BOT, "mode": Mode.BOT}, Todo.IGNORE),
        ({"side": Side.SELF, "mentioned": True}, Todo.IGNORE),
    ],
)
def test_what_to_do(fields, todo):
    assert decide(scene(**fields)).todo is todo


scenes = st.builds(
    Scene,
    side=st.sampled_from(Side),
    channel=st.none()
    | st.builds(channel, st.sampled_from(Ingest), st.booleans(), st.sampled_from(["channel", "im", "mpim"])),
    mentioned=st.booleans(),
    in_thread=st.booleans(),
    own_thread=st.booleans(),
    mode=st.none() | st.sampled_from(Mode),
    to_somebody_else=st.booleans(),
    starts=st.booleans(),
    asked=st.booleans(),
)


@settings(deadline=None)
@given(scenes)
def test_that_nothing_is_said_where_nobody_mapped_us_nor_to_machines_nor_over_colleagues(given_scene):
    doing = decide(given_scene)
    assert doing.reason
    speaks = doing.todo in (Todo.START, Todo.CONTINUE)
    if given_scene.side in (Side.SELF, Side.BOT, Side.OURS):
        assert not speaks
    place = given_scene.channel
    if place is None or (place.kind != "im" and not place.mapped):
        assert doing.todo is Todo.IGNORE
    if given_scene.mode is None:
        assert doing.todo not in (Todo.SILENCE, Todo.CALL_BACK, Todo.CONTINUE)


@pytest.mark.parametrize(
    "text",
    ["hi team", "Thanks!", "hey everyone :wave:", ":tada: :tada:", "ok", "Good morning, hope you are well!", "danke"],
)
def test_that_pleasantries_begin_nothing(text):
    assert not starts_something(text)


@pytest.mark.parametrize(
    "text",
    ["how do I reset my password", "hi, my calendar is broken", "Hello?", "invoice 20418", "Hallo, wie geht das?"],
)
def test_that_questions_begin_a_conversation(text):
    assert starts_something(text)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("my pasword is lost", "my password is lost", False),
        ("my password is lost", "My password is lost!", False),
        ("I can cancel it", "I can't cancel it", True),
        ("invoice 123", "invoice 124", True),
        ("how do I add a seat", "how do I remove a seat", True),
        ("how do I add a seat", "how do I add a seat please", True),
    ],
)
def test_that_a_mended_slip_is_told_from_another_question(before, after, changed):
    """C20: an edit changes the question."""
    assert changes_meaning(before, after) is changed
