"""Events over HTTP, against a real Bolt app."""

from typing import Any

from tests.slack.bolt_app import bolt_app, client, serve
from tests.slack.conftest import Scene


async def test_that_a_mention_comes_as_two_events_and_an_answer_lands_in_the_thread(scene: Scene):
    slack, seen = scene.slack, []
    app = bolt_app(slack, scene.install)

    @app.event("message")
    async def on_message(body: dict[str, Any]) -> None:
        seen.append(body)

    @app.event("app_mention")
    async def on_mention(body: dict[str, Any], client: Any) -> None:
        seen.append(body)
        event = body["event"]
        await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="Hello, Ana")

    async with serve(app) as url:
        await slack.point_to(url)
        asked = await scene.ana.says(scene.shared, f"<@{scene.install.bot.id}> can you <help> & see https://a.example?")
        answer = await scene.ben.sees("Hello, Ana", asked)
    kinds = sorted(body["event"]["type"] for body in seen)
    assert kinds == ["app_mention", "message"]
    first, second = seen
    assert first["event_id"] != second["event_id"]
    assert first["event"]["ts"] == second["event"]["ts"] == asked.ts
    assert first["is_ext_shared_channel"]
    assert first["event"]["user_team"] == scene.acme.id != first["context_team_id"] == scene.home.id
    assert "&lt;help&gt; &amp; see <https://a.example>?" in asked.text
    assert answer.thread_ts == asked.ts
    assert [one.text for one in slack.thread(asked)] == [asked.text, "Hello, Ana"]


async def test_that_an_ephemeral_reaches_one_person_only(scene: Scene):
    sdk = client(scene.slack, scene.install)
    await sdk.chat_postEphemeral(channel=scene.shared.id, user=scene.ana.id, text="Your balance is 12")
    assert scene.slack.seen_by(scene.ana) == ["Your balance is 12"]
    assert scene.slack.seen_by(scene.ben) == []
    assert scene.slack.leaks("balance is 12", scene.ana) == []
    assert {leak.user for leak in scene.slack.leaks("balance is 12", scene.ben)} == {"ana.lima"}
