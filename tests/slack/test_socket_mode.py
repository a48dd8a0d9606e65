"""Socket Mode, with the SDK's real client and Bolt's handler."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from tests.slack.bolt_app import bolt_app
from tests.slack.conftest import Scene


@contextlib.asynccontextmanager
async def _connected(scene: Scene, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, scene.slack.app.app_token, ping_interval=0.3)
    scene.slack.app.socket_mode = True
    await handler.connect_async()
    await scene.slack.sockets.connected()
    try:
        yield handler
    finally:
        await handler.close_async()
        await handler.client.aiohttp_client_session.close()


def _recording(scene: Scene, seen: list[str], fails: int = 0) -> AsyncApp:
    app = bolt_app(scene.slack, scene.install)
    left = [fails]

    @app.event("message")
    async def on_message(event: dict[str, Any], request: Any) -> None:
        number = request.headers.get("x-slack-retry-num", ["0"])[0]
        seen.append(f"{event['text']} {number}")
        if left[0]:
            left[0] -= 1
            raise RuntimeError("not today")

    @app.command("/foyer")
    async def on_command(ack: Any) -> None:
        await ack("Here")

    return app


async def test_that_envelopes_are_acknowledged_and_answer_commands(scene: Scene):
    seen: list[str] = []
    async with _connected(scene, _recording(scene, seen)):
        await scene.ana.says(scene.shared, "one")
        assert seen == ["one 0"]
        assert scene.slack.courier.attempts[0].answer.ok
        await scene.maya.commands(scene.triage, "/foyer")
        assert scene.maya.found("Here")


async def test_that_an_unacknowledged_envelope_comes_again(scene: Scene):
    seen: list[str] = []
    async with _connected(scene, _recording(scene, seen, fails=1)):
        await scene.ana.says(scene.shared, "one", wait=False)
        await scene.slack.until(lambda: seen)
        await scene.clock.advance(3)
        await scene.slack.settle()
        assert seen == ["one 0", "one 1"]
        assert [one.answer.reason for one in scene.slack.courier.attempts] == ["http_timeout", ""]


async def test_that_clients_come_back_after_a_refresh_and_after_a_cut(scene: Scene):
    seen: list[str] = []
    async with _connected(scene, _recording(scene, seen)):
        first = scene.slack.sockets.connections[0]
        await scene.slack.sockets.disconnect("refresh_requested")
        await asyncio.wait_for(scene.slack.sockets.connected(), 10)
        assert scene.slack.sockets.connections[0] is not first
        await scene.ana.says(scene.shared, "after the refresh")
        assert seen == ["after the refresh 0"]


async def test_that_a_warning_brings_a_new_connection_and_a_cut_is_survived(scene: Scene):
    seen: list[str] = []
    async with _connected(scene, _recording(scene, seen)):
        first = scene.slack.sockets.connections[0]
        await scene.slack.sockets.disconnect("warning")
        await scene.slack.until(lambda: any(one is not first for one in scene.slack.sockets.connections), 10)
        await scene.slack.sockets.cut()
        await asyncio.wait_for(scene.slack.sockets.connected(), 20)
        await scene.ana.says(scene.shared, "still here")
        assert "still here 0" in seen


async def test_that_each_envelope_goes_to_one_of_several_connections(scene: Scene):
    seen: list[str] = []
    app = _recording(scene, seen)
    async with _connected(scene, app), _connected(scene, app):
        await scene.slack.sockets.connected(2)
        for number in range(20):
            await scene.ana.says(scene.shared, str(number))
        assert len(seen) == 20
        assert all(connection.sent for connection in scene.slack.sockets.connections)


async def test_that_a_mute_connection_looks_alive_and_delivers_nothing(scene: Scene):
    seen: list[str] = []
    async with _connected(scene, _recording(scene, seen)) as handler:
        scene.slack.sockets.mute()
        await scene.ana.says(scene.shared, "lost", wait=False)
        for seconds in (3, 3, 60, 3, 300, 3):
            await scene.clock.advance(seconds)
            await asyncio.wait_for(asyncio.shield(asyncio.create_task(scene.slack.until(lambda: True))), 1)
        await scene.slack.settle()
        assert await handler.client.is_connected()
        assert seen == []
