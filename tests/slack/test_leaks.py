"""The leak checker: it must find what leaks, and nothing else."""

from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.bolt_app import client
from tests.slack.conftest import Scene


def _who(scene: Scene, text: str, *allowed: object, members_only: bool = False) -> set[str]:
    found = scene.slack.leaks(text, *allowed, members_only=members_only)  # type: ignore[arg-type]
    return {leak.user for leak in found}


async def test_that_a_channel_message_leaks_to_its_members_and_late_comers(scene: Scene):
    sdk = client(scene.slack, scene.install)
    await sdk.chat_postMessage(channel=scene.shared.id, text="Your balance is 4711")
    assert _who(scene, "4711", scene.ana, scene.home) == {"ben.ott"}
    eve = scene.slack.user("Eve", scene.acme)
    assert _who(scene, "4711", scene.ana, scene.ben, scene.home) == set()
    await scene.ben.invites(scene.shared, eve)
    assert _who(scene, "4711", scene.ana, scene.ben, scene.home) == {"eve"}, "who joins reads what stands there"


async def test_that_deleting_and_editing_do_not_undo_a_leak_but_spare_who_comes_later(scene: Scene):
    sdk = client(scene.slack, scene.install)
    posted = await sdk.chat_postMessage(channel=scene.shared.id, text="4711")
    await sdk.chat_update(channel=scene.shared.id, ts=posted["ts"], text="something else")
    eve = scene.slack.user("Eve", scene.acme)
    await scene.ben.invites(scene.shared, eve)
    assert _who(scene, "4711", scene.home) == {"ana.lima", "ben.ott"}
    assert "eve" in _who(scene, "something else", scene.home)


async def test_that_a_public_channel_is_open_to_its_whole_workspace_but_guests(scene: Scene):
    slack = scene.slack
    open_one = slack.channel("open", scene.maya, scene.install)
    slack.user("Gus", scene.home, restricted=True)
    await client(slack, scene.install).chat_postMessage(channel=open_one.id, text="4711")
    assert _who(scene, "4711") == {"maya.sen", "tom.berg"}
    assert _who(scene, "4711", members_only=True) == {"maya.sen"}
    await scene.maya.shares(open_one, scene.acme)
    assert {"ana.lima", "ben.ott"} <= _who(scene, "4711")


async def test_that_hidden_places_count_buttons_metadata_modals_and_direct_messages(scene: Scene):
    slack, sdk = scene.slack, client(scene.slack, scene.install)
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "value": "account-4711"}
    blocks = [{"type": "actions", "elements": [button]}]
    await sdk.chat_postMessage(channel=scene.shared.id, text="x", blocks=blocks)
    assert "ben.ott" in _who(scene, "4711", scene.ana)
    metadata = {"event_type": "outbox", "event_payload": {"name": "Lima Account"}}
    await sdk.chat_postMessage(channel=scene.shared.id, text="x", metadata=metadata)
    assert "ben.ott" in _who(scene, "lima account", scene.ana)
    direct = await sdk.conversations_open(users=scene.ana.id)
    await sdk.chat_postMessage(channel=direct["channel"]["id"], text="only yours 815")
    assert _who(scene, "815") == {"ana.lima"}
    assert (await scene.ana.sees("815", slack.dm(scene.ana))).channel.kind == "im"


async def test_that_an_old_id_of_a_channel_is_unknown(scene: Scene):
    sdk: AsyncWebClient = client(scene.slack, scene.install)
    old = scene.shared.id
    scene.slack.acts.change_id(scene.shared)
    listed = await sdk.users_conversations(types="private_channel")
    assert old not in [one["id"] for one in listed["channels"]]
