"""The whole service as `app.build` makes it, on loopback, with the real models; and an agent at its desk."""

import contextlib
import tempfile
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, CookieJar, web
from argon2 import PasswordHasher

from adapters.company.loader import load_company
from adapters.company.policy import load_policy
from adapters.db.migrate import migrate
from app import FOYER, build
from core.domain.company import Company
from core.domain.people import Role, Staff
from core.domain.policy import Policy, Windows
from core.settings import Settings
from tests.support import serving
from tests.support.databases import migrated_sqlite
from tests.support.models import ROOT, embedder, models_dir
from tests.support.visitor import Visitor
from wiring.service import Foyer, Overrides

COMPANY = ROOT / "examples/harborlight"
PASSWORD = "plenty of unrelated words"
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def quick_policy(quiet_ms: int = 0, max_wait_ms: int = 2000) -> Policy:
    """The example company's policy with another quiet window."""
    return replace(load_policy(COMPANY / "policies.yaml"), windows={"web": Windows(quiet_ms, max_wait_ms)})


@dataclass
class House:
    """A running service. `url` is where it listens."""

    app: web.Application
    url: str
    http: ClientSession

    @property
    def foyer(self) -> Foyer:
        return self.app[FOYER]

    def visitor(self, **arguments: Any) -> Visitor:
        return Visitor(self.http, self.url, **arguments)

    async def hire(self, name: str, role: Role = Role.AGENT) -> Staff:
        return await self.foyer.record.add_staff(
            name.lower(), name, role, _QUICK.hash(PASSWORD), self.foyer.clock.now()
        )

    async def agent(self, name: str, role: Role = Role.AGENT) -> "Agent":
        """A new member of staff, signed in."""
        await self.hire(name, role)
        agent = Agent(self.url, name)
        await agent.sign_in()
        return agent


@contextlib.asynccontextmanager
async def open_house(
    database_url: str = "", *, overrides: Overrides | None = None, **settings: Any
) -> AsyncIterator[House]:
    """Serve on a free port until left. Without a database URL the record is a fresh SQLite file."""
    with tempfile.TemporaryDirectory(prefix="foyer-house-") as folder:
        url = database_url or migrated_sqlite(Path(folder) / "foyer.db")
        if database_url:
            migrate(url)
        values: dict[str, Any] = {
            "company_dir": COMPANY,
            "data_dir": models_dir(),
            "database_url": url,
            "files_dir": f"{folder}/files",
            "secret": "s" * 40,
            "message_burst": 200,
            "connect_burst": 1000,
            **settings,
        }
        wanted = Settings(_env_file=None, **values)
        app = await build(wanted, _shared(wanted, overrides or Overrides(policy=quick_policy())))
        runner = web.AppRunner(app, shutdown_timeout=2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        try:
            async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
                yield House(app, f"http://127.0.0.1:{port}", http)
        finally:
            await serving.close(runner)


def _shared(settings: Settings, overrides: Overrides) -> Overrides:
    """What every house reads and none changes is opened once: the example company and its embedder."""
    if settings.company_dir == COMPANY and overrides.company is None:
        overrides = replace(overrides, company=_example())
    if (settings.data_dir, settings.embedder) == (models_dir(), "fast") and overrides.embedder is None:
        overrides = replace(overrides, embedder=embedder())
    return overrides


@cache
def _example() -> Company:
    return load_company(COMPANY)


class Agent:
    """A member of staff at the desk, through its HTTP interface."""

    def __init__(self, url: str, name: str) -> None:
        self.url = url
        self.name = name
        self.http = ClientSession(cookie_jar=CookieJar(unsafe=True))
        self._csrf = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.close()

    async def sign_in(self) -> None:
        form = {"login": self.name.lower(), "password": PASSWORD}
        headers = {"Origin": self.url}
        async with self.http.post(f"{self.url}/staff/sign-in", data=form, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            page = await answer.text()
        self._csrf = page.partition('name="csrf" content="')[2].partition('"')[0]
        assert self._csrf, "the page holds the token"

    async def get(self, path: str) -> Any:
        async with self.http.get(self.url + path, headers={"Accept": "application/json"}) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def page(self, path: str) -> str:
        async with self.http.get(self.url + path, headers={"Accept": "text/html"}) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.text()

    async def post(self, path: str, **body: Any) -> tuple[int, Any]:
        headers = {"X-CSRF-Token": self._csrf, "Origin": self.url}
        async with self.http.post(self.url + path, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def queue(self) -> list[Any]:
        """The open handoffs as the desk shows them."""
        return list((await self.get("/desk/api/queue"))["entries"])

    async def do(self, handoff: str, what: str, **body: Any) -> Any:
        """claim, reply, note, resolve or return; must succeed."""
        if what in ("reply", "note"):
            body.setdefault("client_id", uuid.uuid4().hex)
        status, answer = await self.post(f"/desk/api/handoffs/{handoff}/{what}", **body)
        assert status == 200, answer
        return answer
