"""The triage channel when Slack fails, is slow, or the process dies: nothing is lost, nothing stands there twice."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

from tests.slack.world import Message
from tests.support.house import House, open_house
from tests.support.triage_scene import Triage, open_triage_scene
from wiring.service import Overrides


def copies(triage: Triage, card: Message, text: str) -> int:
    return sum(text in triage.words(m) for m in triage.thread(card))


def cards(triage: Triage) -> list[Message]:
    ours = [m for m in triage.channel.messages if m.bot_id == triage.scene.bot.bot_id]
    return [m for m in ours if not m.thread_ts or m.thread_ts == m.ts]


async def die(house: House) -> None:
    """Stop without finishing: every background task is cancelled where it stands."""
    found = [task for loop in house.foyer.loops for task in (loop._task, *getattr(loop, "_running", ()))]
    tasks = [task for task in found if task is not None]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)  # what they held open is closed


async def test_that_a_lost_answer_and_a_failing_slack_double_nothing(tmp_path: Path) -> None:
    """The card is posted and its answer is lost; the thread's first message too; then Slack fails for a while."""
    async with open_triage_scene(f"sqlite:///{tmp_path}/foyer.db") as triage:
        slack, nora, maya = triage.slack, triage.scene.nora, triage.maya
        question, card = await triage.claimed()
        await triage.says_in_thread(card, "my export fails")
        slack.faults.plan("lost", "chat.postMessage", times=2, where={"channel": triage.channel.id})
        await nora.says(triage.scene.channel, "Are you there?", thread=question)
        await triage.says_in_thread(card, "Are you there?")
        slack.faults.plan("slow", "views.open", seconds=3.0)
        assert (await maya.clicks(card, "Reply…")).ok, "Slack is slow, and we are not"
        await maya.sees("could not be opened in time", card)
        slack.faults.plan("fatal_error", "chat.update", times=2)
        await triage.fills(maya, card, "Reply…", {"Your reply": "Yes, one moment"})
        await triage.says_in_thread(card, "Yes, one moment")
        await maya.clicks(card, "Return to bot")
        await triage.shows(card, "Returned to the bot", timeout=20)
        await triage.scene.quiet(0)
        for text in ("my export fails", "Are you there?", "Yes, one moment"):
            assert copies(triage, card, text) == 1, text
        assert len(cards(triage)) == 1


async def test_that_after_a_death_the_next_process_goes_on_where_it_stood(tmp_path: Path) -> None:
    """Killed while a card is on its way; what the customer writes meanwhile is there once, and buttons work."""
    url = f"sqlite:///{tmp_path}/foyer.db"
    async with open_triage_scene(url) as triage:
        slack, nora, maya, scene = triage.slack, triage.scene.nora, triage.maya, triage.scene
        slack.faults.plan("hang", "chat.postMessage", seconds=30.0, where={"channel": triage.channel.id})
        question = await nora.says(scene.channel, "I want to talk to a person, my export fails")
        await slack.until(lambda: cards(triage), timeout=20)
        await die(scene.house)
        slack.faults.none()
        old = scene.house.foyer.settings
        async with contextlib.AsyncExitStack() as stack:
            again = await stack.enter_async_context(second_house(url, triage, old))
            await slack.point_to(f"{again.url}/slack/events")
            await nora.says(scene.channel, "Hello?", thread=question)
            card = await triage.card_of(question, timeout=60)
            await triage.says_in_thread(card, "Hello?", timeout=60)
            await maya.clicks(card, "Claim")
            await triage.shows(card, "With Maya Sen", timeout=60)
            assert len(cards(triage)) == 1
            assert copies(triage, card, "my export fails") == 1


def second_house(url: str, triage: Triage, old: Any) -> contextlib.AbstractAsyncContextManager[House]:
    names = ("slack_bot_token", "slack_signing_secret", "slack_api_url", "slack_gap_s", "slack_triage_channel")
    values = {name: getattr(old, name) for name in names}
    policy = triage.scene.house.foyer.policy
    return open_house(url, overrides=Overrides(policy=policy), slack_agent_groups=old.slack_agent_groups, **values)
