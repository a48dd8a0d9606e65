"""The staff's door: who gets in, who does not, and what each refusal says."""

import re
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar, web

from adapters.web.staff_door import SESSION_MS, digest_of, ensure_first_admin
from core.access import access_of
from core.clock import ManualClock
from core.domain.people import Role
from tests.support.staff_house import PASSWORD, StaffHouse, staff_house

COOKIE = "foyer_staff"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def house(tmp_path: Path, clock: ManualClock) -> AsyncIterator[StaffHouse]:
    async with staff_house(tmp_path, clock) as running:
        await running.member("Maya")
        await running.member("Priya", Role.ADMIN)
        yield running


@pytest.fixture
async def browser_like(house: StaffHouse) -> AsyncIterator[ClientSession]:
    async with ClientSession(house.url, cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


async def sign_in(session: ClientSession, login: str, password: str = PASSWORD, **extra: str) -> ClientResponse:
    data = {"login": login, "password": password, **extra}
    return await session.post("/staff/sign-in", data=data, allow_redirects=False)


async def token_of(session: ClientSession) -> str:
    found = re.search(r'name="csrf" content="([^"]+)"', await (await session.get("/desk")).text())
    assert found
    return found[1]


async def test_that_the_cookie_is_locked_down_and_only_its_digest_is_stored(house, browser_like):
    answer = await sign_in(browser_like, "maya")
    assert answer.status == 303
    cookie = SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert int(cookie["max-age"]) == SESSION_MS // 1000
    assert len(cookie.value) >= 43, "256 random bits"
    stored = await house.record.session(digest_of(cookie.value), house.clock.now())
    assert stored is not None
    assert stored.staff.login == "maya"
    assert await house.record.session(cookie.value, house.clock.now()) is None


async def test_that_a_session_ends_after_twelve_hours(house, browser_like, clock):
    await sign_in(browser_like, "maya")
    assert (await browser_like.get("/desk", allow_redirects=False)).status == 200
    await clock.advance(12 * 3600 + 1)
    answer = await browser_like.get("/desk?a=1", allow_redirects=False)
    assert answer.status == 303
    assert answer.headers["Location"] == "/staff/sign-in?next=%2Fdesk%3Fa%3D1"
    assert (await browser_like.get("/desk/api/queue")).status == 401


async def test_that_signing_out_ends_the_session_in_the_record(house, browser_like):
    answer = await sign_in(browser_like, "maya")
    value = SimpleCookie(answer.headers["Set-Cookie"])[COOKIE].value
    token = await token_of(browser_like)
    await browser_like.post("/staff/sign-out", data={"csrf": token}, allow_redirects=False)
    assert await house.record.session(digest_of(value), house.clock.now()) is None


async def test_that_unknown_logins_and_wrong_passwords_get_the_same_answer(house, browser_like):
    wrong = await (await sign_in(browser_like, "maya", "not the password")).text()
    unknown = await (await sign_in(browser_like, "nobody", "not the password")).text()
    assert "do not match" in wrong
    assert wrong.replace("maya", "nobody") == unknown


async def test_that_guessing_is_braked_with_a_clear_message_and_ends(house, browser_like, clock):
    for _ in range(5):
        assert (await sign_in(browser_like, "maya", "wrong")).status == 400
    refused = await sign_in(browser_like, "maya")
    assert refused.status == 429
    assert "Too many failed sign-ins" in await refused.text()
    assert int(refused.headers["Retry-After"]) > 200
    assert (await sign_in(browser_like, "priya")).status == 303, "another login is not locked out"
    await clock.advance(301)
    assert (await sign_in(browser_like, "maya")).status == 303


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/desk", "/\\evil.example", "/elsewhere", "javascript:alert(1)"]
)
async def test_that_signing_in_never_leads_to_another_site(house, browser_like, target):
    answer = await sign_in(browser_like, "maya", next=target)
    assert answer.headers["Location"] == "/desk"


async def test_that_it_leads_back_to_where_one_wanted_to_go(house, browser_like):
    assert (await sign_in(browser_like, "maya", next="/desk/c/abc")).headers["Location"] == "/desk/c/abc"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_that_other_sites_cannot_act_even_with_the_token(house, browser_like, headers):
    await sign_in(browser_like, "priya")
    headers = {**headers, "X-CSRF-Token": await token_of(browser_like)}
    data = {"name": "Eve", "login": "eve", "role": "admin"}
    answer = await browser_like.post("/admin/staff", data=data, headers=headers)
    assert answer.status == 403
    assert "another site" in await answer.text()
    assert len(await house.record.staff()) == 2


async def test_that_other_sites_cannot_sign_somebody_in(house, browser_like):
    headers = {"Origin": "https://evil.example"}
    data = {"login": "maya", "password": PASSWORD}
    answer = await browser_like.post("/staff/sign-in", data=data, headers=headers, allow_redirects=False)
    assert answer.status == 403
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("token", [None, "", "x" * 43, "ü"])
async def test_that_nothing_is_done_without_the_sessions_token(house, browser_like, token):
    await sign_in(browser_like, "priya")
    data = {"name": "Eve", "login": "eve", "role": "admin"} | ({} if token is None else {"csrf": token})
    assert (await browser_like.post("/admin/staff", data=data)).status == 403
    assert len(await house.record.staff()) == 2


async def test_that_one_sessions_token_is_worth_nothing_in_another(house, browser_like):
    await sign_in(browser_like, "maya")
    of_maya = await token_of(browser_like)
    await sign_in(browser_like, "priya")
    data = {"name": "Eve", "login": "eve", "role": "admin", "csrf": of_maya}
    assert (await browser_like.post("/admin/staff", data=data)).status == 403


def _staff_routes(house: StaffHouse) -> list[tuple[str, str, object]]:
    return [
        (route.method, route.resource.canonical, route.handler)
        for route in house.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith(("/desk", "/admin", "/staff"))
    ]


async def test_that_every_staff_route_says_who_it_is_for(house):
    routes = _staff_routes(house)
    assert len(routes) > 20
    assert [(method, path) for method, path, handler in routes if access_of(handler) is None] == []
    assert {path for _, path, handler in routes if access_of(handler) == "anyone"} == {
        "/staff/sign-in",
        "/staff/assets/{digest}/{name}",
    }
    assert {
        path for _, path, handler in routes if path.startswith("/admin") and access_of(handler) != Role.ADMIN
    } == set()


async def test_that_no_staff_route_answers_somebody_who_is_not_signed_in(house, browser_like):
    for method, path, handler in _staff_routes(house):
        if access_of(handler) == "anyone":
            continue
        address = re.sub(r"{[^}]+}", "0" * 32, path)
        answer = await browser_like.request(method, address, allow_redirects=False)
        assert answer.status in (303, 401), (method, path, answer.status)
        if answer.status == 303:
            assert answer.headers["Location"].startswith("/staff/sign-in")


async def test_that_agents_are_refused_everywhere_in_the_back_office(house, browser_like):
    await sign_in(browser_like, "maya")
    headers = {"X-CSRF-Token": await token_of(browser_like)}
    for method, path, _ in _staff_routes(house):
        if path.startswith("/admin"):
            answer = await browser_like.request(method, re.sub(r"{[^}]+}", "1", path), headers=headers)
            assert answer.status == 403, (method, path)
            assert method == "HEAD" or "for admins" in await answer.text()


async def test_that_a_handler_that_says_nothing_is_refused(tmp_path):
    async def forgotten(_: web.Request) -> web.Response:
        return web.Response(text="secret")

    async with staff_house(tmp_path, more=[web.get("/admin/forgotten", forgotten)]) as house:
        await house.member("Priya", Role.ADMIN)
        async with ClientSession(house.url, cookie_jar=CookieJar(unsafe=True)) as session:
            await sign_in(session, "priya")
            answer = await session.get("/admin/forgotten")
            assert answer.status == 403
            assert "secret" not in await answer.text()


async def test_that_pages_sockets_and_errors_carry_the_strict_headers(house, browser_like):
    await sign_in(browser_like, "maya")
    for path in ("/desk", "/staff/password", "/admin", "/desk/nothing-here", "/desk/api/queue"):
        headers = (await browser_like.get(path)).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';"), path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
    async with browser_like.ws_connect("/desk/ws", headers={"Origin": house.url}) as socket:
        assert socket._response.headers["X-Content-Type-Options"] == "nosniff"


async def test_that_changing_the_password_needs_the_old_one_and_ends_other_sessions(house, browser_like):
    async with ClientSession(house.url, cookie_jar=CookieJar(unsafe=True)) as elsewhere:
        await sign_in(elsewhere, "maya")
        await sign_in(browser_like, "maya")
        token = await token_of(browser_like)
        new = {"new": "quite another phrase", "repeated": "quite another phrase", "csrf": token}
        refused = await browser_like.post("/staff/password", data={**new, "present": "wrong"})
        assert "present password is not right" in await refused.text()
        done = await browser_like.post("/staff/password", data={**new, "present": PASSWORD})
        assert "Your password is changed" in await done.text()
        assert (await elsewhere.get("/desk", allow_redirects=False)).status == 303
        assert (await browser_like.get("/desk", allow_redirects=False)).status == 200
    assert (await sign_in(browser_like, "maya")).status == 400
    assert (await sign_in(browser_like, "maya", "quite another phrase")).status == 303


async def test_that_the_first_admin_is_made_once_and_can_sign_in(tmp_path):
    async with staff_house(tmp_path) as house:
        password = await ensure_first_admin(house.record, house.clock, house.passwords)
        assert password is not None
        assert await ensure_first_admin(house.record, house.clock, house.passwords) is None
        async with ClientSession(house.url, cookie_jar=CookieJar(unsafe=True)) as session:
            assert (await sign_in(session, "admin", password)).status == 303
            assert (await session.get("/admin")).status == 200


async def test_that_a_link_from_elsewhere_finds_its_session_again(house, browser_like):
    answer = await browser_like.get("/desk/c/abc", headers={"Sec-Fetch-Site": "cross-site"}, allow_redirects=False)
    assert answer.status == 200
    assert 'http-equiv="refresh"' in await answer.text()


async def test_that_unexpected_errors_say_nothing_private(tmp_path):
    from core.access import for_anyone

    @for_anyone
    async def broken(_: web.Request) -> web.Response:
        raise RuntimeError("password=hunter2")

    async with (
        staff_house(tmp_path, more=[web.get("/desk/api/broken", broken), web.get("/desk/broken", broken)]) as house,
        ClientSession(house.url) as session,
    ):
        answer = await session.get("/desk/api/broken")
        assert answer.status == 500
        error = (await answer.json())["error"]
        assert error["code"] == "unexpected"
        assert error["reference"] in error["message"]
        page = await (await session.get("/desk/broken", headers={"Accept": "text/html"})).text()
        assert "Something went wrong on our side" in page
        assert "hunter2" not in str(error) + page
