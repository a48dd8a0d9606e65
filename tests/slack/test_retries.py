"""Delivery of events: Slack's retries by the clock, and what the net does to them."""

from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from tests.slack.bolt_app import bolt_app, serve
from tests.slack.conftest import Scene
from tests.support import serving


def _recording(scene: Scene, seen: list[Any], fails: int = 0) -> AsyncApp:
    """A Bolt app that notes (text, retry number, reason), and fails the first times."""
    app = bolt_app(scene.slack, scene.install)
    left = [fails]

    @app.event("message")
    async def on_message(event: dict[str, Any], request: Any) -> None:
        number = request.headers.get("x-slack-retry-num", [""])[0]
        seen.append((event.get("text", ""), number, request.headers.get("x-slack-retry-reason", [""])[0]))
        if left[0]:
            left[0] -= 1
            raise RuntimeError("not today")

    return app


async def test_that_a_failing_app_is_tried_at_once_after_a_minute_and_after_five(scene: Scene):
    seen: list[Any] = []
    slack = scene.slack
    async with serve(_recording(scene, seen, fails=3)) as url:
        await slack.point_to(url)
        await scene.ana.says(scene.shared, "one")
        assert [number for _, number, _ in seen] == ["", "1"]
        await scene.clock.advance(59)
        await slack.settle()
        assert len(seen) == 2
        await scene.clock.advance(1)
        await slack.settle()
        assert seen[2] == ("one", "2", "http_error")
        await scene.clock.advance(300)
        await slack.settle()
        assert seen[3] == ("one", "3", "http_error")
    assert {attempt.event_id for attempt in slack.courier.attempts} == {slack.courier.attempts[0].event_id}
    assert slack.courier.attempts[-1].answer.ok
    assert slack.courier.given_up == []


async def test_that_an_event_is_given_up_after_three_retries(scene: Scene):
    async with serve(_recording(scene, [], fails=99)) as url:
        await scene.slack.point_to(url)
        await scene.ana.says(scene.shared, "one")
        for seconds in (60, 300, 3600):
            await scene.clock.advance(seconds)
            await scene.slack.settle()
    assert len(scene.slack.courier.attempts) == 4
    assert [one["event"]["text"] for one in scene.slack.courier.given_up] == ["one"]


async def test_that_three_seconds_of_silence_count_as_a_time_out(scene: Scene):
    """By the clock: the app hangs for as long as the test likes."""
    numbers = []

    async def hang(request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.Response(text=body["challenge"])
        numbers.append(request.headers.get("x-slack-retry-num", ""))
        if len(numbers) == 1:
            await scene.clock.sleep(1000)
        return web.Response()

    application = web.Application()
    application.router.add_post("/", hang)
    runner = web.AppRunner(application, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await scene.slack.point_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await scene.ana.says(scene.shared, "one", wait=False)
    await scene.slack.until(lambda: numbers)
    await scene.clock.advance(3)
    await scene.slack.settle()
    assert numbers == ["", "1"]
    assert scene.slack.courier.attempts[0].answer.reason == "http_timeout"
    await serving.close(runner)


async def test_that_events_can_be_doubled_dropped_and_let_go_in_reverse(scene: Scene):
    seen: list[Any] = []
    slack = scene.slack
    async with serve(_recording(scene, seen)) as url:
        await slack.point_to(url)
        slack.mischief.double()
        await scene.ana.says(scene.shared, "twice")
        slack.mischief.drop()
        await scene.ana.says(scene.shared, "never")
        slack.mischief.hold()
        await scene.ana.says(scene.shared, "first")
        await scene.ana.says(scene.shared, "second")
        assert [text for text, _, _ in seen] == ["twice", "twice"]
        slack.release("reversed")
        await slack.settle()
    assert [text for text, _, _ in seen][2:] == ["second", "first"]


async def test_that_chance_is_the_same_for_the_same_seed(scene: Scene):
    seen: list[Any] = []
    slack = scene.slack
    slack.mischief.by_chance(doubles=0.2, delays=0.2)
    async with serve(_recording(scene, seen)) as url:
        await slack.point_to(url)
        for number in range(60):
            await scene.ana.says(scene.shared, str(number))
        await scene.clock.advance(10)
        await slack.settle()
    texts = [int(text) for text, _, _ in seen]
    assert set(texts) == set(range(60))
    assert len(texts) == 60 + slack.mischief.doubled > 60
    assert texts != sorted(texts)


async def test_that_a_wrong_signature_is_refused(scene: Scene):
    seen: list[Any] = []
    async with serve(_recording(scene, seen)) as url:
        await scene.slack.point_to(url)
        scene.slack.app.signing_secret = "another"
        await scene.ana.says(scene.shared, "forged")
    assert seen == []
    assert scene.slack.courier.attempts[0].answer.status == 401


async def test_that_a_request_url_must_answer_the_challenge(scene: Scene):
    with pytest.raises(AssertionError, match="challenge"):
        await scene.slack.point_to(scene.slack.base_url + "/nothing")


async def test_that_only_what_the_manifest_asks_for_is_sent(scene: Scene):
    seen: list[Any] = []
    events = {"event_subscriptions": {"bot_events": ["message.groups"]}}
    scene.slack.follow({"settings": events, "oauth_config": {"scopes": {"bot": ["groups:history", "chat:write"]}}})
    async with serve(_recording(scene, seen)) as url:
        await scene.slack.point_to(url)
        await scene.ana.says(scene.shared, f"<@{scene.install.bot.id}> hello")
        await scene.ana.says(scene.slack.dm(scene.ana), "in private")
        await scene.maya.reacts(scene.shared.messages[0], "eyes")
        assert [one.event for one in scene.slack.courier.attempts] == ["message"]
        scene.install.scopes.remove("groups:history")
        await scene.ana.says(scene.shared, "unheard")
    assert len(seen) == 1


async def test_that_no_retry_is_made_where_the_app_says_so(scene: Scene):
    async def refuse(request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.Response(text=body["challenge"])
        return web.Response(status=500, headers={"x-slack-no-retry": "1"})

    application = web.Application()
    application.router.add_post("/", refuse)
    runner = web.AppRunner(application, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await scene.slack.point_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await scene.ana.says(scene.shared, "one")
    assert len(scene.slack.courier.attempts) == 1
    await serving.close(runner)
