"""Agents on the desk: they claim, reply (at times twice), and give back or resolve, through its HTTP interface."""

import asyncio
import random
import re
import uuid
from collections.abc import Callable
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar

Answer = tuple[int, dict[str, Any]]


class Agent:
    """A member of staff with a browser. `base` picks a server for each request."""

    def __init__(self, login: str, password: str, base: Callable[[], str], rng: random.Random) -> None:
        self.login = login
        self.said: list[tuple[str, str]] = []
        """(conversation, client id) of every reply the desk said it had taken, in order."""
        self.claimed = 0
        self.returned = 0
        self.resolved = 0
        self._password = password
        self.base = base
        self._rng = rng
        self._csrf = ""
        self._http = ClientSession(cookie_jar=CookieJar(unsafe=True), timeout=ClientTimeout(8))

    async def work(self) -> None:
        """Take what waits, until cancelled."""
        try:
            while True:
                await self._look()
                await asyncio.sleep(0.3 + self._rng.random() * 0.4)
        finally:
            await self._http.close()

    async def _look(self) -> None:
        if not self._csrf and not await self._sign_in():
            return
        status, queue = await self._call("GET", "/desk/api/queue")
        if status in (401, 403):
            self._csrf = ""
        waiting = [line for line in queue.get("entries", []) if line["status"] == "waiting"]
        if waiting:
            await self._serve(self._rng.choice(waiting))

    async def _sign_in(self) -> bool:
        form = {"login": self.login, "password": self._password}
        try:
            async with self._http.post(self.base() + "/staff/sign-in", data=form, allow_redirects=False) as answer:
                if answer.status != 303:
                    return False
            async with self._http.get(self.base() + "/desk") as page:
                found = re.search(r'<meta name="csrf" content="([^"]+)"', await page.text())
        except (ClientError, OSError, TimeoutError):
            return False
        self._csrf = found.group(1) if found else ""
        return bool(self._csrf)

    async def _serve(self, line: dict[str, Any]) -> None:
        path = f"/desk/api/handoffs/{line['handoff_id']}"
        status, _ = await self._call("POST", path + "/claim")
        if status != 200:
            return  # a colleague was faster
        self.claimed += 1
        for index in range(self._rng.randint(1, 2)):
            await self._reply(line["conversation_id"], path, index)
            if self._rng.random() < 0.3:  # takes a place in the log that the customer never sees
                await self._call("POST", path + "/note", {"text": "Seen before.", "client_id": uuid.uuid4().hex})
            await asyncio.sleep(self._rng.random() * 0.3)
        dice = self._rng.random()
        if dice < 0.7:
            status, _ = await self._call("POST", path + "/return", {})
            self.returned += status == 200
        elif dice < 0.9:
            status, _ = await self._call("POST", path + "/resolve", {"reason": "solved"})
            self.resolved += status == 200

    async def _reply(self, conversation: str, path: str, index: int) -> None:
        body = {"text": f"I am looking into it. [{self.login} {index}]", "client_id": uuid.uuid4().hex}
        times = 2 if self._rng.random() < 0.4 else 1
        answers = await asyncio.gather(*(self._call("POST", path + "/reply", body) for _ in range(times)))
        if any(status == 200 for status, _ in answers):
            self.said.append((conversation, body["client_id"]))

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        """Ask until somebody answers: every call of the desk may be repeated."""
        for attempt in range(60):
            headers = {"X-CSRF-Token": self._csrf}
            try:
                async with self._http.request(method, self.base() + path, json=body, headers=headers) as answer:
                    if answer.status < 500:
                        return answer.status, await answer.json()
            except (ClientError, OSError, TimeoutError, ValueError):
                pass
            await asyncio.sleep(min(1.0, 0.1 * (attempt + 1)))
        return 0, {}
