"""Wrong input at the widget's edge: each gets a clear error or a limit, and the service goes on."""

import asyncio
import json
import uuid
from contextlib import suppress
from typing import Any

import jwt
import pytest
import pytest_asyncio
from aiohttp import WSMsgType
from hypothesis import given
from hypothesis import strategies as st

from bot.web.protocol import parse
from core.clock import SystemClock
from core.errors import InvalidInput
from tests.support.house import House, open_house


@pytest.fixture
async def house():
    async with open_house() as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared():
    """One service for the tests that leave nothing behind and come nowhere near a limit."""
    async with open_house() as opened:
        yield opened


together = pytest.mark.asyncio(loop_scope="module")


def hello(**changes) -> str:
    return json.dumps({"type": "hello", "v": 1, **changes})


def message(**changes) -> str:
    frame = {"type": "message", "cid": uuid.uuid4().hex, "conversation": uuid.uuid4().hex, "text": "hello there"}
    return json.dumps({**frame, "action": "", **changes})


async def answer_to(house: House, *frames: str | bytes) -> tuple[dict[str, Any], int | None]:
    """The last frame the server sends after a hello and these frames, and the close code if it closed."""
    async with house.http.ws_connect(house.url + "/ws", max_msg_size=0) as ws:
        await ws.send_str(hello())
        last = json.loads((await ws.receive(timeout=5)).data)
        for frame in frames:
            await (ws.send_str(frame) if isinstance(frame, str) else ws.send_bytes(frame))
            reply = await ws.receive(timeout=5)
            if reply.type is not WSMsgType.TEXT:
                return last, ws.close_code
            last = json.loads(reply.data)
        return last, None


async def it_still_works(house: House) -> None:
    async with house.visitor() as visitor:
        assert (await visitor.ask("hello"))["author"]["kind"] == "bot"


@pytest.mark.parametrize(
    ("frame", "code", "says"),
    [
        ("not json", "invalid", "valid JSON"),
        ('"text"', "invalid", "one JSON object"),
        ("[" * 30_000, "invalid", "valid JSON"),
        ('{"type": "dance"}', "invalid", "Unknown frame type"),
        ('{"type": ["hello"]}', "invalid", "Unknown frame type"),
        (message(extra=1), "invalid", "unknown field"),
        (message(text=17), "invalid", "text"),
        (message(cid="../../etc"), "invalid", "cid"),
        (message(conversation="x"), "invalid", "conversation"),
        (message(action="refund:all"), "invalid", "action"),
        (message(text="   \x00 \n "), "invalid", "empty"),
        (message(text="x" * 4001), "too_large", "4000"),
        (b"\xff\xfe\x00", "invalid", "binary"),
        (json.dumps({"type": "seen", "conversation": "0" * 32, "seq": -1}), "invalid", "seq"),
    ],
)
@together
async def test_that_a_wrong_frame_gets_a_clear_error(shared, frame, code, says):
    error, closed = await answer_to(shared, frame)
    assert closed is None
    assert (error["type"], error["code"]) == ("error", code)
    assert says in error["message"]
    await it_still_works(shared)


async def test_that_an_oversized_frame_closes_with_1009(house):
    _, closed = await answer_to(house, message(text="x" * 70_000))
    assert closed == 1009
    await it_still_works(house)


async def test_that_invalid_utf8_in_a_text_frame_closes_the_socket_alone(house):
    async with house.http.ws_connect(house.url + "/ws") as ws:
        await ws.send_str(hello())
        await ws.receive()
        await ws._writer.send_frame(b'{"type": "ping", "x": "\xff\xfe"}', WSMsgType.TEXT)
        await ws.receive(timeout=5)
        assert ws.close_code in (1007, 1006, 1002)
    await it_still_works(house)


async def test_that_nul_bytes_and_odd_characters_are_stored_without_harm(house):
    async with house.visitor() as visitor:
        cid = visitor.say("he\x00llo \ud800 w\u202eorld")
        await visitor.stored(cid)
        await visitor.until(lambda: visitor.events)
        assert visitor.events[0]["text"] == "hello  w\u202eorld"


async def test_that_the_first_frame_must_be_a_hello(house):
    async with house.http.ws_connect(house.url + "/ws") as ws:
        await ws.send_str(message())
        error = json.loads((await ws.receive(timeout=5)).data)
        assert error["code"] == "invalid"
        assert "hello first" in error["message"]


@pytest.mark.parametrize("kind", ["forged", "expired", "unsigned", "audience", "rubbish"])
@together
async def test_that_a_bad_token_is_refused_with_4401(shared, kind):
    now = SystemClock().now() // 1000
    claims = {"sub": "anon:x", "aud": "foyer-visitor", "iat": now, "exp": now + 60, "by": "host_jwt", "lvl": 2}
    secret = shared.foyer.secret
    tokens = {
        "forged": jwt.encode(claims, "k" * 40, algorithm="HS256"),
        "expired": jwt.encode({**claims, "iat": now - 900, "exp": now - 600}, secret, algorithm="HS256"),
        "unsigned": jwt.encode(claims, "", algorithm="none"),
        "audience": jwt.encode({**claims, "aud": "other"}, secret, algorithm="HS256"),
        "rubbish": "rubbish",
    }
    async with shared.http.ws_connect(shared.url + "/ws") as ws:
        await ws.send_str(hello(token=tokens[kind]))
        error = json.loads((await ws.receive(timeout=5)).data)
        assert error["code"] == "not_signed_in"
        await ws.receive(timeout=5)
        assert ws.close_code == 4401
    headers = {"Authorization": f"Bearer {tokens[kind]}"}
    async with shared.http.post(shared.url + "/api/widget/messages", data=message(), headers=headers) as answer:
        assert answer.status == 401


async def test_that_an_open_socket_does_not_outlive_its_session(house):
    """The session is over but for the leeway; a socket that opened within it is refused after it."""
    now = SystemClock().now() // 1000
    claims = {"sub": "anon:x", "aud": "foyer-visitor", "iat": now - 900, "exp": now - 28}
    known = {**claims, "by": "anonymous_session", "lvl": 0}
    token = jwt.encode(known, house.foyer.secret, algorithm="HS256")
    async with house.http.ws_connect(house.url + "/ws") as ws:
        await ws.send_str(hello(token=token))
        assert json.loads((await ws.receive(timeout=5)).data)["type"] == "welcome"
        frame = {"type": "welcome"}
        while frame["type"] != "error":
            await ws.send_str(message(cid=uuid.uuid4().hex))
            frame = json.loads((await ws.receive(timeout=5)).data)
            await asyncio.sleep(0.2)
        assert frame["code"] == "not_signed_in"
        while not ws.closed:
            await ws.receive(timeout=5)
        assert ws.close_code == 4401


@pytest.mark.parametrize(
    "change", [{"exp": 7200}, {"aud": "x"}, {"kid": "no-such"}, {"sub": "anon:me"}, {"secret": "another"}]
)
@together
async def test_that_a_doubtful_host_identity_is_refused(shared, change):
    now = SystemClock().now() // 1000
    claims = {"sub": "cust-1", "aud": change.get("aud", "foyer"), "iat": now, "exp": now + change.get("exp", 600)}
    claims["sub"] = change.get("sub", claims["sub"])
    kid = change.get("kid", "demo")
    secret = f"demo-{shared.foyer.secret}" + "x" * 64 * ("secret" in change)
    token = jwt.encode(claims, secret, headers={"kid": kid})
    async with shared.http.ws_connect(shared.url + "/ws") as ws:
        await ws.send_str(hello(identity=token))
        assert json.loads((await ws.receive(timeout=5)).data)["code"] == "not_signed_in"


async def test_that_another_visitors_conversation_is_out_of_reach(house):
    async with house.visitor() as owner, house.visitor() as thief:
        await owner.ask("my secret question")
        theirs = owner.conversation
        base = house.url + "/api/widget"
        headers = {"Authorization": f"Bearer {thief.token}"}
        query = {"conversation": theirs, "after": "0"}
        async with house.http.get(base + "/events", params=query, headers=headers) as answer:
            assert answer.status == 404
        body = json.loads(message(conversation=theirs))
        async with house.http.post(base + "/messages", json=body, headers=headers) as answer:
            assert answer.status == 404
        seen = {"type": "seen", "conversation": theirs, "seq": 1}
        async with house.http.post(base + "/seen", json=seen, headers=headers) as answer:
            assert answer.status == 404
        error, _ = await answer_to(house, message(conversation=theirs))
        assert error["code"] == "not_found"
    async with house.http.ws_connect(house.url + "/ws") as ws:
        await ws.send_str(hello(conversation=theirs))
        assert json.loads((await ws.receive(timeout=5)).data)["code"] == "not_found"


async def test_that_guessing_an_id_first_does_not_show_what_its_owner_writes_later(house):
    wanted = uuid.uuid4().hex
    async with house.http.ws_connect(house.url + "/ws") as ws:
        await ws.send_str(hello(conversation=wanted))
        assert json.loads((await ws.receive(timeout=5)).data)["type"] == "welcome"
        async with house.visitor(conversation=wanted) as owner:
            await owner.ask("my secret question")
            await ws.send_str('{"type": "ping"}')
            assert json.loads((await ws.receive(timeout=5)).data) == {"type": "pong"}, "and nothing before it"


async def test_that_a_strange_origin_is_refused(house):
    async with house.http.ws_connect(house.url + "/ws", origin="https://evil.example") as ws:
        await ws.receive(timeout=5)
        assert ws.close_code == 4403
    headers = {"Origin": "https://evil.example"}
    async with house.http.post(house.url + "/api/widget/hello", data=hello(), headers=headers) as answer:
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_that_an_allowed_origin_may():
    async with open_house(allowed_origins="https://shop.example") as house:
        headers = {"Origin": "https://shop.example"}
        async with house.http.post(house.url + "/api/widget/hello", data=hello(), headers=headers) as answer:
            assert answer.status == 200
            assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"


async def test_that_a_flood_is_slowed_down_then_cut_off_and_others_do_not_notice(house):
    async with house.http.ws_connect(house.url + "/ws") as ws:
        await ws.send_str(hello())
        flood = message()
        for _ in range(3000):
            if ws.closed:
                break
            try:
                await ws.send_str(flood)
            except ConnectionError:
                break
        await it_still_works(house)
        frames = []
        while (reply := await ws.receive(timeout=10)).type is WSMsgType.TEXT:
            frames.append(json.loads(reply.data))
        assert any(f.get("code") == "rate_limited" and f["retry_after_s"] for f in frames)
        assert ws.close_code == 4429
        assert sum(f.get("type") == "ack" and not f["duplicate"] for f in frames) <= 1


async def test_that_saying_hello_again_makes_no_new_visitor_with_new_limits():
    async with open_house(message_burst=3, message_rate=0.01) as house, house.http.ws_connect(house.url + "/ws") as ws:
        codes = []
        for _ in range(8):
            await ws.send_str(hello())
            assert json.loads((await ws.receive(timeout=5)).data)["type"] == "welcome"
            await ws.send_str(message())
            while (frame := json.loads((await ws.receive(timeout=5)).data))["type"] not in ("ack", "error"):
                pass
            codes.append(frame.get("code", "ack"))
        assert codes.count("ack") == 3
        assert codes[-1] == "rate_limited"


async def test_that_an_address_has_a_limit_over_all_its_visitors_and_sockets():
    async with open_house(message_burst=1, message_rate=0.01, sockets_per_address=12) as house:
        sockets = [await house.http.ws_connect(house.url + "/ws") for _ in range(13)]
        codes = []
        for ws in sockets[:12]:
            await ws.send_str(hello())
            await ws.receive(timeout=5)
            await ws.send_str(message())
            while (frame := json.loads((await ws.receive(timeout=5)).data))["type"] not in ("ack", "error"):
                pass
            codes.append(frame.get("code", "ack"))
        assert codes.count("ack") == 8
        error = json.loads((await sockets[12].receive(timeout=5)).data)
        assert error["code"] == "rate_limited"
        for ws in sockets:
            await ws.close()


async def test_that_who_was_anonymous_in_a_browser_does_not_hear_what_its_next_user_is_told(house):
    async with house.visitor() as before:
        await before.ask("hello")
        known = next(c for c in house.foyer.company.customers if c.customer.account is not None)
        async with house.http.get(f"{house.url}/?as={known.external_id}") as page:
            identity = (await page.text()).partition('data-identity="')[2].partition('"')[0]
        signed_in = house.visitor(identity=identity, token=before.token, conversation=before.conversation)
        async with signed_in:
            heard = len(before.events)
            reply = await signed_in.ask("Which plan am I on and when does it renew?")
            assert known.customer.account.name in reply["text"]
            await before._send({"type": "ping"})
            await house.foyer.clock.sleep(0.3)
            assert len(before.events) == heard
            headers = {"Authorization": f"Bearer {before.token}"}
            query = {"conversation": before.conversation, "after": "0"}
            async with house.http.get(house.url + "/api/widget/events", params=query, headers=headers) as answer:
                assert answer.status == 404


async def test_that_looking_at_somebody_elses_conversation_makes_nobody_known(house):
    async with house.visitor() as owner:
        await owner.ask("hello")
        async with house.http.ws_connect(house.url + "/ws") as ws:
            for _ in range(5):
                await ws.send_str(hello(conversation=owner.conversation))
                assert json.loads((await ws.receive(timeout=5)).data)["code"] == "not_found"
        people = await house.foyer.record._db.read(
            lambda c: c.exec_driver_sql("select count(*) from identities").scalar()
        )
        assert people == 1, "the owner alone"


async def test_that_too_many_messages_are_named_and_can_be_sent_later():
    async with open_house(message_burst=3, message_rate=5) as house, house.visitor() as visitor:
        cids = [visitor.say(f"question {n}") for n in range(8)]
        for cid in cids:
            await visitor.stored(cid)
        assert any(r["code"] == "rate_limited" and r["cid"] for r in visitor.refusals)
        own = [e["text"] for e in visitor.events if e["author"]["kind"] == "customer"]
        await visitor.until(lambda: len([e for e in visitor.events if e["author"]["kind"] == "customer"]) == 8)
        assert own == sorted(own)


@given(
    st.one_of(
        st.text(),
        st.binary(),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
        ).map(json.dumps),
    )
)
def test_that_parsing_never_fails_in_another_way(raw):
    with suppress(InvalidInput):
        parse(raw)
