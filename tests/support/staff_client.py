"""A member of staff at the HTTP API, as the desk's page speaks it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, CookieJar

from core.clock import new_id
from tests.support.staff_house import PASSWORD, StaffHouse


class Agent:
    """Signed in; every call returns (status, JSON)."""

    def __init__(self, session: ClientSession, token: str, url: str) -> None:
        self.session = session
        self.token = token
        self.url = url

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.session.get(path) as answer:
            return answer.status, await answer.json()

    async def post(self, path: str, **body: object) -> tuple[int, Any]:
        headers = {"X-CSRF-Token": self.token, "Origin": self.url}
        async with self.session.post(path, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def on(self, handoff: str, what: str, **body: object) -> tuple[int, Any]:
        """POST /desk/api/handoffs/{handoff}/{what}"""
        return await self.post(f"/desk/api/handoffs/{handoff}/{what}", **body)

    async def say(self, handoff: str, text: str, kind: str = "reply", client_id: str = "") -> tuple[int, Any]:
        return await self.on(handoff, kind, text=text, client_id=client_id or new_id())

    async def page(self, path: str, **form: str) -> tuple[int, str]:
        """A page, or with `form` what a form's button leads to."""
        if form:
            async with self.session.post(path, data={**form, "csrf": self.token}) as answer:
                return answer.status, await answer.text()
        async with self.session.get(path) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def signed_in(house: StaffHouse, login: str) -> AsyncIterator[Agent]:
    """An agent's browser without the browser."""
    async with ClientSession(house.url, cookie_jar=CookieJar(unsafe=True)) as session:
        async with session.post("/staff/sign-in", data={"login": login, "password": PASSWORD}) as answer:
            found = re.search(r'name="csrf" content="([^"]+)"', await answer.text())
        assert found, "signing in failed"
        yield Agent(session, found[1], house.url)
