"""One fault run on one database, from an empty database to the verdict."""

import asyncio
import contextlib
import itertools
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientResponseError, ClientSession, TCPConnector, web

from adapters.db.migrate import migrate
from adapters.db.record import open_record
from adapters.web.passwords import Passwords
from core.clock import SystemClock
from core.domain.people import Role
from tests.bench.load import questions
from tests.bench.report import progress
from tests.bench.servers import FoyerServer, Home
from tests.chaos.agents import Agent
from tests.chaos.breaker import Breaker
from tests.chaos.customers import Customer
from tests.chaos.judge import Frame, Verdict, judge
from tests.chaos.snapshot import Snapshot, take, unsettled
from tests.support import serving
from tests.support.services import LOOPBACK, PostgresServer, RedisServer
from tests.support.visitor import Visitor

LEASE_MS = 3000
PASSWORD = "plenty of unrelated words"


@dataclass
class Plan:
    """How much of everything."""

    conversations: int = 300
    messages: tuple[int, int] = (6, 10)
    at_once: int = 60
    harm_every_s: tuple[float, float] = (5.0, 10.0)
    most_harm: int = 1000
    pushes: bool = True
    settle_s: float = 120.0


@dataclass
class Result:
    """What came of it."""

    database: str
    seed: int
    seconds: dict[str, float]
    """By phase of the run."""
    verdict: Verdict
    harm: Counter[str]
    customers: list[Customer]
    agents: list[Agent]
    logs: str = ""
    unsettled: dict[str, int] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """Plain numbers."""
        verdict, visitors = self.verdict, [customer.visitor for customer in self.customers]
        kills = sum(count for kind, count in self.harm.items() if kind.startswith("kill"))
        return {
            "database": self.database,
            "seed": self.seed,
            "conversations": len(self.customers),
            "sent": verdict.sent,
            "received": verdict.received,
            "answered": verdict.answered,
            "lost": len(verdict.lost),
            "doubled": len(verdict.doubled),
            "reordered": len(verdict.reordered),
            "leftover": len(verdict.leftover),
            "kills": kills,
            "harm": dict(self.harm),
            "turns": verdict.turns,
            "replies": verdict.replies,
            "reconnects": sum(visitor.connections - 1 for visitor in visitors),
            "resent": sum(customer.resent for customer in self.customers),
            "posted_twice": sum(customer.posted for customer in self.customers),
            "agent_replies": sum(len(agent.said) for agent in self.agents),
            "handed_back": sum(agent.returned for agent in self.agents),
            "seconds": round(sum(self.seconds.values()), 1),
            "phases_s": {phase: round(seconds, 1) for phase, seconds in self.seconds.items()},
        }


class Stopwatch:
    """Seconds by phase."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.monotonic()

    def phase(self, name: str) -> None:
        """What went on until now was this."""
        now = time.monotonic()
        self.seconds[name], self._since = now - self._since, now


class Receiver:
    """The company's end of the webhook, which now and then has a bad moment."""

    def __init__(self, rng: random.Random) -> None:
        self.keys: Counter[str] = Counter()
        self._rng = rng

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        app = web.Application()
        app.add_routes([web.post("/hook", self._take)])
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, LOOPBACK, 0)
        await site.start()
        try:
            yield f"http://{LOOPBACK}:{runner.addresses[0][1]}/hook"
        finally:
            await serving.close(runner)

    async def _take(self, request: web.Request) -> web.Response:
        if self._rng.random() < 0.1:
            return web.Response(status=503, headers={"Retry-After": "1"})
        self.keys[request.headers["Foyer-Key"]] += 1
        return web.Response()


class FaultRun:
    """`database` is sqlite or postgresql."""

    def __init__(self, home: Home, database: str, plan: Plan, seed: int) -> None:
        self._home = home
        self._database = database
        self._plan = plan
        self._seed = seed
        self._rng = random.Random(f"{seed} {database}")
        self._stack = ExitStack()
        self._webs: list[FoyerServer] = []
        self._workers: list[FoyerServer] = []
        self._marks = {percent: asyncio.Event() for percent in (25, 55, 75, 100)}
        self._receiver = Receiver(random.Random(f"{seed} receiver"))

    async def run(self) -> Result:
        """Everything, and clean up."""
        spent = Stopwatch()
        async with AsyncExitStack() as stack:
            stack.callback(self._stack.close)
            hook = await stack.enter_async_context(self._receiver.open()) if self._plan.pushes else ""
            url, outages = await asyncio.to_thread(self._open_services)
            agents = await self._staff(url)
            await asyncio.to_thread(self._open_servers, url, hook)
            spent.phase("start")
            breaker = Breaker(self._rng, self._webs, self._workers, self._plan.harm_every_s, self._plan.most_harm)
            for agent in agents:
                agent.base = breaker.base
            http = await stack.enter_async_context(ClientSession(connector=TCPConnector(limit=0)))
            customers = self._customers(http, breaker)
            working = [asyncio.create_task(agent.work()) for agent in agents]
            harming = asyncio.create_task(breaker.run())
            broken = [
                asyncio.create_task(breaker.outage(server, self._marks[start], self._marks[end], most_s))
                for server, start, end, most_s in outages
            ]
            try:
                await self._talk(customers)
                spent.phase("talk")
            finally:
                await _end(harming)
                await asyncio.gather(*broken)
                await breaker.mend()
            for task in working:
                await _end(task)
            spent.phase("mend")
            left = await self._settle(url)
            spent.phase("settle")
            fresh = await self._read_again(customers)
            snapshot: Snapshot = await asyncio.to_thread(take, url)
            verdict = judge(customers, fresh, snapshot, agents, self._receiver.keys)
            logs = "".join(server.log() for server in (*self._webs, *self._workers))
            spent.phase("judge")
        return Result(self._database, self._seed, spent.seconds, verdict, breaker.done, customers, agents, logs, left)

    def _open_services(self) -> tuple[str, list[tuple[Any, int, int, float]]]:
        if self._database == "sqlite":
            return self._home.new_sqlite(), []
        postgres = self._stack.enter_context(PostgresServer())
        redis = self._redis = self._stack.enter_context(RedisServer())
        return postgres.create_database(), [(redis, 25, 55, 40.0), (postgres, 75, 100, 2.0)]

    def _open_servers(self, url: str, hook: str) -> None:
        settings = {**self._home.settings(url), "FOYER_LEASE_MS": str(LEASE_MS), "FOYER_LOG_LEVEL": "warning"}
        if hook:
            settings |= {"FOYER_HANDOFF_WEBHOOK_URL": hook, "FOYER_HANDOFF_WEBHOOK_SECRET": "s" * 40}
        if self._database == "sqlite":
            self._webs = [FoyerServer(settings)]
        else:
            settings["FOYER_REDIS_URL"] = self._redis.url
            self._webs = [FoyerServer({**settings, "FOYER_ROLE": "web"}) for _ in range(2)]
            self._workers = [FoyerServer({**settings, "FOYER_ROLE": "worker"}) for _ in range(2)]
        servers = [*self._webs, *self._workers]
        with ThreadPoolExecutor(len(servers)) as together:
            for server in together.map(FoyerServer.__enter__, servers):
                self._stack.push(server)

    async def _staff(self, url: str) -> list[Agent]:
        await asyncio.to_thread(migrate, url)
        record, passwords = await open_record(url, SystemClock()), Passwords()
        try:
            hashed = await passwords.hash(PASSWORD)
            for login in ("maya", "jonas"):
                await record.add_staff(login, login.title(), Role.AGENT, hashed, SystemClock().now())
        finally:
            passwords.close()
            await record.aclose()
        return [Agent(login, PASSWORD, str, random.Random(f"{self._seed} {login}")) for login in ("maya", "jonas")]

    def _customers(self, http: ClientSession, breaker: Breaker) -> list[Customer]:
        texts = questions(self._seed)
        return [
            Customer(number, Visitor(http, breaker.base), random.Random(f"{self._seed} {number}"), texts)
            for number in range(self._plan.conversations)
        ]

    async def _talk(self, customers: list[Customer]) -> None:
        done, turn = itertools.count(1), asyncio.Semaphore(self._plan.at_once)

        async def one(customer: Customer) -> None:
            async with turn:
                await customer.talk(self._rng.randint(*self._plan.messages))
            finished = next(done)
            progress(f"{self._database}: conversations", finished, len(customers))
            for percent, mark in self._marks.items():
                if finished * 100 >= percent * len(customers):
                    mark.set()

        outcomes = await asyncio.gather(*(one(customer) for customer in customers), return_exceptions=True)
        for mark in self._marks.values():
            mark.set()
        problems = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if problems:
            print(f"  {len(problems)} customers gave up, the first: {problems[0]!r}")

    async def _settle(self, url: str) -> dict[str, int]:
        """Let the service finish what it has; returns what it had not finished in time."""
        left: dict[str, int] = {}
        deadline = time.monotonic() + self._plan.settle_s
        while time.monotonic() < deadline:
            left = await asyncio.to_thread(unsettled, url)
            if not left:
                break
            await asyncio.sleep(0.5)
        return left

    async def _read_again(self, customers: list[Customer]) -> dict[str, list[Frame]]:
        """Every customer comes back once more; somebody new reads the log from its beginning."""
        turn = asyncio.Semaphore(20)

        async def one(customer: Customer) -> list[Frame]:
            visitor = customer.visitor
            async with turn:
                await visitor.open()
                fresh: list[Frame] = []
                with contextlib.suppress(ClientResponseError):  # nothing of it was ever stored
                    fresh = await visitor.log_over_http()
                newest = fresh[-1]["seq"] if fresh else 0
                with contextlib.suppress(AssertionError):
                    await visitor.until(lambda: visitor.last >= newest, 10.0)
                await visitor.close()
                return fresh

        logs = await asyncio.gather(*(one(customer) for customer in customers))
        return {customer.visitor.conversation: log for customer, log in zip(customers, logs, strict=True)}


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
