"""Pushes: in order, retried with pauses, signed, and visible when dead."""

import asyncio
import hashlib
import hmac
import json
from typing import Any

import pytest
from aiohttp import web

from adapters.webhook.sender import WebhookSender
from core.clock import ManualClock, SystemClock
from core.domain.people import Role
from core.errors import DeliveryError
from core.record import OutboxRow
from tests.support import serving
from tests.support.house import House, open_house, quick_policy
from tests.support.services import free_port
from wiring.service import WEBHOOK, Overrides


class Receiver:
    """An address of the company's own that answers as told."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.got: list[tuple[dict[str, str], bytes]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        status, headers = self.answers.pop(0) if self.answers else (200, {})
        return web.Response(status=status, headers=headers)


@pytest.fixture
async def receiver():
    port = free_port()
    taker = Receiver(f"http://127.0.0.1:{port}/hook")
    app = web.Application()
    app.router.add_post("/hook", taker.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield taker
    await serving.close(runner)


async def eventually(done) -> None:
    for _ in range(300):
        if done():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("did not happen in time")


async def test_that_a_handoff_is_announced_signed_and_without_the_customers_words(receiver):
    secret = "webhook-secret-of-the-company"
    settings = {"handoff_webhook_url": receiver.url, "handoff_webhook_secret": secret}
    async with open_house(overrides=Overrides(policy=quick_policy()), **settings) as house, house.visitor() as visitor:
        await visitor.ask("human please, my password is hunter2")
        await eventually(lambda: receiver.got)
        headers, body = receiver.got[0]
        stamp, signature = (part.partition("=")[2] for part in headers["Foyer-Signature"].split(","))
        expected = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        assert hmac.compare_digest(signature, expected)
        payload = json.loads(body)
        assert payload["conversation"] == visitor.conversation
        assert payload["reason"] == "asked_for_person"
        assert b"hunter2" not in body


async def test_that_a_refused_push_is_tried_again_with_the_same_key(receiver):
    receiver.answers = [(503, {"Retry-After": "1"}), (500, {})]
    async with open_house(handoff_webhook_url=receiver.url) as house, house.visitor() as visitor:
        await visitor.ask("human please")
        await eventually(lambda: len(receiver.got) == 3)
        assert len({headers["Foyer-Key"] for headers, _ in receiver.got}) == 1


async def test_that_a_dead_letter_can_be_seen_and_sent_again(receiver):
    receiver.answers = [(410, {})]
    async with open_house(handoff_webhook_url=receiver.url) as house, house.visitor() as visitor:
        ada = await house.agent("Ada", Role.ADMIN)
        async with ada:
            await visitor.ask("human please")
            await eventually(lambda: receiver.got)
            letter = await first_dead_letter(house)
            assert "410" in await ada.page("/admin/deliveries")
            form = {"csrf": ada._csrf}
            url = f"{house.url}/admin/deliveries/{letter.id}/again"
            async with ada.http.post(url, data=form, headers={"Origin": house.url}) as answer:
                assert answer.status == 200
            await eventually(lambda: len(receiver.got) == 2)


async def test_that_an_unreachable_webhook_is_a_passing_failure():
    async with WebhookSender(f"http://127.0.0.1:{free_port()}/", "x", SystemClock()) as sender:
        with pytest.raises(DeliveryError) as caught:
            await sender.send(None, {"a": 1}, "k")
    assert not caught.value.permanent


async def first_dead_letter(house: House) -> OutboxRow:
    for _ in range(300):
        letters = await house.foyer.record.dead_letters()
        if letters:
            return letters[0]
        await asyncio.sleep(0.02)
    raise AssertionError("no dead letter")


async def nothing_in_hand(house: House) -> None:
    """Wait until no delivery is on its way: the clock must not outrun what the machine is still writing down."""
    held = "SELECT count(*) FROM outbox WHERE lease_owner IS NOT NULL"
    record: Any = house.foyer.record
    while await record._db.read(lambda c: c.exec_driver_sql(held).scalar()):  # noqa: ASYNC110
        await asyncio.sleep(0.002)


class Sink:
    """A sender that records, and fails as told."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.sent: list[str] = []

    async def send(self, conversation_id, payload, key, again=False):
        if self.failures:
            self.failures -= 1
            raise DeliveryError("not now")
        self.sent.append(key)
        return "ok"


async def test_that_after_ten_tries_it_is_a_dead_letter_and_time_moves_by_the_clock():
    clock = ManualClock()
    sink = Sink(failures=99)
    overrides = Overrides(clock=clock, policy=quick_policy(), senders={WEBHOOK: sink})
    async with open_house(overrides=overrides) as house, house.visitor() as visitor:
        await visitor.ask("human please")
        for _ in range(2000):
            await clock.advance(1)
            await nothing_in_hand(house)
            if await house.foyer.record.dead_letters():
                break
        (letter,) = await house.foyer.record.dead_letters()
        assert letter.attempts == 10
        assert sink.failures == 89
