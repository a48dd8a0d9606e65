"""Socket Mode, where Slack cannot reach us: the same conversations, and no trust in a socket that looks alive."""

from typing import Any

from core.clock import SystemClock
from tests.slack.server import FakeSlack
from tests.support.slack_house import Scene, open_scene


async def by_socket(scene: Scene) -> None:
    scene.slack.app.socket_mode = True
    await scene.slack.sockets.connected()


def token_of_the_fake() -> dict[str, Any]:
    return {"slack_app_token": FakeSlack(SystemClock()).app.app_token, "slack_signing_secret": ""}


async def test_that_events_buttons_and_commands_come_through_the_socket():
    async with open_scene(by_http=False, **token_of_the_fake()) as scene:
        await by_socket(scene)
        asked = await scene.nora.says(scene.channel, "How can I reset my password?")
        answer = await scene.reply(asked)
        await scene.nora.clicks(answer, "Talk to a person")
        await scene.reply(asked, 2)
        async with scene.house.http.post(f"{scene.house.url}/slack/events", data=b"{}") as refused:
            assert refused.status in (403, 404, 405), "without a secret nothing is taken by HTTP"


async def test_that_a_socket_that_looks_alive_and_brings_nothing_is_replaced():
    """C28"""
    async with open_scene(by_http=False, slack_socket_silence_s=1.0, **token_of_the_fake()) as scene:
        await by_socket(scene)
        scene.slack.sockets.mute()
        asked = await scene.nora.says(scene.channel, "How can I reset my password?", wait=False)
        await scene.reply(asked)


async def test_that_a_cut_socket_comes_back():
    async with open_scene(by_http=False, slack_socket_silence_s=1.0, **token_of_the_fake()) as scene:
        await by_socket(scene)
        await scene.slack.sockets.cut()
        await scene.slack.sockets.connected()
        asked = await scene.nora.says(scene.channel, "How can I reset my password?")
        await scene.reply(asked)
