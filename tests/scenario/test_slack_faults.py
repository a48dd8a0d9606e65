"""What goes wrong on the way: restarts in the middle, lost answers, limits, a token that dies. Nobody waits for ever,
nobody is answered twice."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import web

from adapters.db.schema import outbox
from app import build
from core.clock import SystemClock
from core.domain.ids import AccountId
from core.domain.messages import Author
from core.domain.people import Role
from core.policies.slack_errors import is_token_error, meaning_of
from core.record import Record
from core.settings import Settings
from core.slack import Ingest
from tests.slack.installs import Installation
from tests.slack.server import FakeSlack
from tests.slack.world import Channel, Message
from tests.support import serving
from tests.support.databases import migrated_sqlite
from tests.support.house import COMPANY
from tests.support.models import models_dir
from tests.support.services import free_port
from tests.support.slack_house import open_scene, slack_policy
from wiring.service import Overrides


class Process:
    """One run of the service on a database that outlives it."""

    def __init__(self, slack: FakeSlack, bot: Installation, url: str, port: int) -> None:
        self._values: dict[str, Any] = {
            "company_dir": COMPANY,
            "data_dir": models_dir(),
            "database_url": url,
            "secret": "s" * 40,
            "slack_bot_token": bot.token,
            "slack_signing_secret": slack.app.signing_secret,
            "slack_api_url": slack.api_url,
            "slack_gap_s": 0.0,
        }
        self._port = port
        self._runner: web.AppRunner | None = None
        self.record: Record | None = None

    async def start(self) -> None:
        from app import FOYER

        app = await build(Settings(_env_file=None, **self._values), Overrides(policy=slack_policy()))
        self._runner = web.AppRunner(app, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.record = app[FOYER].record

    async def die(self) -> None:
        """Stop without finishing: every background task is cancelled where it stands."""
        from app import FOYER

        assert self._runner is not None
        app = self._runner.app
        for loop in app[FOYER].loops:
            for task in [loop._task, *getattr(loop, "_running", ())]:
                if task is not None:
                    task.cancel()
        with contextlib.suppress(Exception):
            await serving.close(self._runner)


def answers(slack: FakeSlack, bot: Installation, message: Message) -> list[Message]:
    return [each for each in slack.thread(message) if each.bot_id == bot.bot_id]


@pytest.mark.parametrize("where", ["before", "after"])
async def test_that_a_process_killed_while_delivering_answers_once(where: str, tmp_path: Path):
    """Killed before or after the message reached Slack: the next process looks first, and sends it if need be."""
    async with FakeSlack(SystemClock()) as slack:
        home, acme = slack.team("Harborlight"), slack.team("Acme")
        bot, dana, nora = slack.install(home), slack.user("Dana", home), slack.user("Nora", acme)
        channel = slack.channel("ext", dana, bot, nora, shared_with=(acme,))
        url, port = migrated_sqlite(tmp_path / "foyer.db"), free_port()
        first = Process(slack, bot, url, port)
        await first.start()
        await slack.point_to(f"http://127.0.0.1:{port}/slack/events")
        await map_to_first_account(first, channel, acme.id, nora)
        slack.faults.plan("hang" if where == "after" else "slow", "chat.postMessage", times=1, seconds=30.0)
        asked = await nora.says(channel, "How can I reset my password?")
        await slack.until(lambda: slack.audit.calls("chat.postMessage"), timeout=20)
        await first.die()
        slack.faults.none()
        assert len(answers(slack, bot, asked)) == (1 if where == "after" else 0)
        second = Process(slack, bot, url, port)
        await second.start()
        try:
            assert second.record is not None
            await make_due(second.record)
            await slack.until(lambda: answers(slack, bot, asked), timeout=20)
            await slack.until(lambda: slack.audit.calls("conversations.replies"), timeout=20)
            await slack.settle()
            for _ in range(100):
                if (await second.record.outbox_backlog(SystemClock().now()))[0] == 0:
                    break
                await SystemClock().sleep(0.05)
            assert len(answers(slack, bot, asked)) == 1
        finally:
            await second.die()


async def make_due(record: Any) -> None:
    """Let leases run out and pauses end now, instead of waiting a minute for it."""
    await record._db.write(lambda c: c.execute(sa.update(outbox).values(lease_until=1, next_at=1)))


async def map_to_first_account(process: Process, channel: Channel, team: str, person) -> None:
    record = process.record
    assert record is not None
    await person.says(channel, "hi all")
    for _ in range(200):
        if await record.slack_channel(channel.id):
            break
        await SystemClock().sleep(0.02)
    account = (await record.accounts())[0][0]
    now = SystemClock().now()
    assert await record.map_slack_channel(
        channel.id, now, account_id=AccountId(account), account_teams=(team,), ingest=Ingest.ALL, by="test"
    )


async def test_that_a_rate_limit_is_waited_out_and_counts_as_no_failure():
    async with open_scene(rate_limits=True) as scene:
        asked = [await scene.nora.says(scene.channel, f"How can I reset my password, case {n}?") for n in range(1)]
        follow = [await scene.nora.says(scene.channel, text, thread=asked[0]) for text in ("it is the app", "help?")]
        await scene.reply(asked[0])
        assert follow
        await scene.quiet()
        assert not await scene.record.dead_letters()


async def test_that_a_dead_token_is_shown_with_what_to_do_and_nothing_is_lost():
    async with open_scene() as scene:
        scene.slack.faults.answer("token_revoked", "chat.postMessage", times=1)
        asked = await scene.nora.says(scene.channel, "How can I reset my password?")
        await scene.slack.until(lambda: scene.house.foyer.slack.web.trouble, timeout=20)
        assert "FOYER_SLACK_BOT_TOKEN" in scene.house.foyer.slack.web.trouble
        async with await scene.house.agent("Ada", Role.ADMIN) as ada:
            assert "FOYER_SLACK_BOT_TOKEN" in await ada.page("/admin/slack")
        assert not await scene.record.dead_letters(), "it waits for the new token"
        await make_due(scene.record)
        scene.house.foyer.slack.pace._free_at.clear()
        await scene.house.foyer.bus.publish("outbox", {})
        await scene.reply(asked)
        assert scene.house.foyer.slack.web.trouble == ""


async def test_that_a_channel_slack_no_longer_knows_reaches_the_operator_and_can_be_sent_again():
    async with open_scene() as scene:
        scene.slack.faults.answer("channel_not_found", "chat.postMessage", times=1)
        asked = await scene.nora.says(scene.channel, "How can I reset my password?")
        async with asyncio.timeout(20):
            while not (letters := await scene.record.dead_letters()):
                await scene.house.foyer.clock.sleep(0.03)
        assert not scene.said(asked)
        async with await scene.house.agent("Ada", Role.ADMIN) as ada:
            page = await ada.page("/admin/deliveries")
        assert "no longer shared with us" in page
        assert "Invite the app again" in page
        assert await scene.record.requeue(letters[0].id, scene.house.foyer.clock.now())
        await scene.house.foyer.bus.publish("outbox", {})
        await scene.reply(asked)
        assert not await scene.record.dead_letters()


async def test_that_a_forged_or_stale_request_is_refused_and_not_stored():
    async with open_scene() as scene:
        before = await scene.record.slack_backlog(0)
        body = b'{"type":"event_callback","event_id":"EvX","event":{"type":"message","channel":"C1","ts":"1.1"}}'
        headers = {"Content-Type": "application/json", "X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "1"}
        async with scene.house.http.post(f"{scene.house.url}/slack/events", data=body, headers=headers) as answer:
            assert answer.status == 401
        assert (await scene.record.slack_backlog(0))[0] == before[0]


async def test_that_a_week_in_small_ends_with_every_question_answered_once(tmp_path: Path):
    """C25 to C28: 5 % doubled, 5 % late, 2 % of calls failing; each question has one answer or a person."""
    async with open_scene() as scene:
        channels = [scene.channel]
        for number in range(5):
            one = scene.slack.channel(
                f"ext-{number}", scene.dana, scene.bot, scene.nora, scene.omar, shared_with=(scene.acme,)
            )
            await scene.maps(one)
            channels.append(one)
        scene.slack.mischief.by_chance(doubles=0.05, delays=0.05, longest_delay_s=0.5)
        scene.slack.faults.by_chance(0.02)
        people = [scene.nora, scene.omar, *(scene.slack.user(f"Person {n}", scene.acme) for n in range(6))]
        asked = []
        for number in range(24):
            person, channel = people[number % len(people)], channels[number % len(channels)]
            if not channel.has(person.user):
                scene.slack.acts.join(channel, person.user, quiet=True)
            asked.append(await person.says(channel, f"How can I reset my password? Case {number}", wait=False))
        await scene.slack.settle()
        await scene.quiet(1.0)
        scene.slack.faults.none()
        await scene.quiet(0.5)
        for message in asked:
            log = await scene.log(message)
            said = [m for m in log if m.author in (Author.BOT, Author.SYSTEM) and m.audience == "customer"]
            assert said, message.text
            home = await scene.record.place_of((await scene.conversation(message)).id)
            root = next(m for m in asked if m.ts == home.thread_ts)
            assert len(scene.said(root)) == len(said), message.text
        assert not await scene.record.dead_letters()


def test_that_error_codes_say_what_to_do():
    assert meaning_of("channel_not_found").permanent
    assert "Invite" in meaning_of("not_in_channel").text
    assert not meaning_of("internal_error").refused
    assert not meaning_of("something_new").permanent
    assert is_token_error("token_revoked")
    assert not is_token_error("ratelimited")
