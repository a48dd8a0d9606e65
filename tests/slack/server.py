"""The fake Slack itself: one object that holds the world, serves it on loopback, and hands out people and channels."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from core.clock import Clock, ManualClock, SystemClock
from tests.slack.acts import Acts
from tests.slack.audit import Audit, Leak, Readers
from tests.slack.courier import Courier
from tests.slack.faults import Faults
from tests.slack.file_door import FileDoor, mimetype_of
from tests.slack.installs import BOT_SCOPES, App, Installation
from tests.slack.interactions import Interactions
from tests.slack.limits import Limits
from tests.slack.mischief import Mischief, Order
from tests.slack.modals import Modals, ResponseUrls, Triggers
from tests.slack.oauth import OAuth
from tests.slack.people import Person
from tests.slack.sight import Sight
from tests.slack.sockets import Sockets
from tests.slack.web_api import WebApi
from tests.slack.world import Channel, File, Json, Kind, Message, Team, User, UserGroup, World
from tests.support import serving


class FakeSlack:
    """`async with FakeSlack(clock) as slack:` serves on a free port. People, teams and channels may be made before.

    `clock` decides all waiting (retries, limits, triggers); requests are signed by `signing_clock`, the machine's
    unless given, because the app under test may check them against the machine's time. `run` makes event ids differ
    from those of other runs, for an app that remembers.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        signing_clock: Clock | None = None,
        rate_limits: bool = False,
        seed: int = 1,
        app_name: str = "Foyer",
        port: int = 0,
        run: str = "0F",
    ) -> None:
        self.clock: Clock = clock or ManualClock()
        self.world = World(self.clock, run)
        self.app = App(
            self.world.new_id("A"),
            app_name,
            "1000000001.2000000002",
            "client-secret-of-the-fake",
            "signing-secret-of-the-fake-000001",
            "verification-token",
            "xapp-1-A0F00000001-1-fake",
        )
        self.acts = Acts(self)
        self.audit = Audit()
        self.faults = Faults(seed)
        self.limits = Limits(self.clock, on=rate_limits)
        self.mischief = Mischief(seed)
        self.courier = Courier(self, self.clock, signing_clock or SystemClock())
        self.sockets = Sockets(self, self.clock, seed)
        self.triggers = Triggers(self)
        self.modals = Modals(self)
        self.response_urls = ResponseUrls(self)
        self.interactions = Interactions(self)
        self.oauth = OAuth(self)
        self.sight = Sight(self)
        self.readers = Readers(self.world)
        self.uploads: dict[str, int] = {}
        self.running = False
        self.base_url = ""
        self._port = port
        self._people: dict[str, Person] = {}
        self._changes: list[asyncio.Event] = []
        self._runner: web.AppRunner | None = None

    # --- serving ------------------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """What the Web API's base URL is to be set to."""
        return f"{self.base_url}/api/"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def routes(self) -> list[web.RouteDef]:
        """What it serves; `python -m tests.slack` adds its page to these."""
        door = FileDoor(self)
        return [
            web.route("*", "/api/{method}", WebApi(self).serve),
            web.get("/link/", self.sockets.serve),
            web.get("/oauth/v2/authorize", self.oauth.authorize),
            web.post("/hooks/{name:.+}", self.response_urls.serve),
            web.post("/upload/v1/{file}", door.receive),
            web.get("/files-pri/{where}/{name}", door.download),
            web.get("/files-pri/{where}/download/{name}", door.download),
        ]

    async def start(self, *more_routes: web.RouteDef) -> None:
        """Serve on 127.0.0.1 until `stop`."""
        application = web.Application(client_max_size=50 << 20)
        application.add_routes([*self.routes(), *more_routes])
        self._runner = web.AppRunner(application, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        await self.courier.open()
        self.running = True

    async def stop(self) -> None:
        self.running = False
        await self.sockets.close()
        await self.courier.close()
        if self._runner:
            await serving.close(self._runner)

    async def point_to(self, url: str, *, interactivity: str = "", commands: str = "") -> None:
        """Set the app's request URL (the others too, unless given) after its `url_verification`.

        Raises AssertionError if it does not answer the challenge.
        """
        challenge = f"challenge-{self.world.number('challenge')}"
        answer = await self.courier.verify(url, challenge)
        said = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        assert answer.ok, f"{url} did not answer the challenge: {answer}"
        assert said == challenge, f"{url} answered the challenge with {said!r}"
        self.app.events_url = url
        self.app.interactivity_url = interactivity or url
        self.app.commands_url = commands or url

    def follow(self, manifest: Json) -> None:
        """Make the app what its manifest says: subscribed to these events only, with these scopes everywhere."""
        self.app.subscribed = frozenset(manifest["settings"]["event_subscriptions"]["bot_events"])
        for install in self.app.installs:
            install.scopes[:] = manifest["oauth_config"]["scopes"]["bot"]

    # --- waiting ------------------------------------------------------------------------------------------

    def changed(self) -> None:
        """Something happened: whoever waits looks again."""
        for event in self._changes:
            event.set()

    async def settle(self) -> None:
        """Wait until every delivery on its way was answered or has timed out."""
        await self.courier.settle()

    async def until(self, true: Callable[[], Any], timeout: float = 5.0) -> Any:
        """Wait until this gives something true, looking after each change here and 20 times a second; give it.

        `timeout` in seconds of the machine: raises AssertionError with what people last saw.
        """
        try:
            async with asyncio.timeout(timeout):
                with self.watching() as event:
                    while not (result := true()):
                        event.clear()
                        with contextlib.suppress(TimeoutError):
                            await asyncio.wait_for(event.wait(), 0.05)
                    return result
        except TimeoutError:
            raise AssertionError(f"it did not come to pass in {timeout} s; last seen:\n{self.sight.report()}") from None

    @contextlib.contextmanager
    def watching(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever something happens; clear it to wait for the next."""
        event = asyncio.Event()
        self._changes.append(event)
        try:
            yield event
        finally:
            self._changes.remove(event)

    def release(self, order: Order = "as_held") -> None:
        """Let go the events that `mischief.hold` kept back."""
        self.courier.release(order)

    # --- making the world ---------------------------------------------------------------------------------

    def team(self, name: str, *, enterprise_id: str = "") -> Team:
        """A workspace."""
        team = Team(self.world.new_id("T"), name, name.lower().replace(" ", "-"), enterprise_id)
        self.world.teams[team.id] = team
        return team

    def user(self, name: str, team: Team, **about: Any) -> Person:
        """A person. `email` is made from the name unless given (None: a profile without one)."""
        handle = name.lower().replace(" ", ".")
        about.setdefault("email", f"{handle}@{team.domain}.example")
        user = User(self.world.new_id("U"), team, handle, name, **about)
        user.updated = self.world.seconds()
        self.world.users[user.id] = user
        self._people[user.id] = Person(self, user)
        return self._people[user.id]

    def person(self, user: User) -> Person:
        return self._people[user.id]

    def group(self, handle: str, *people: Person, team: Team | None = None) -> UserGroup:
        """A user group of these people."""
        home = team or people[0].user.team
        group = UserGroup(self.world.new_id("S"), home, handle, handle.title(), [one.user for one in people])
        self.world.groups[group.id] = group
        return group

    def other_bot(self, name: str, team: Team) -> Person:
        """A bot of another app, which speaks through `Person.says`."""
        app_id, bot_id = self.world.new_id("A"), self.world.new_id("B")
        return self.user(name, team, email=None, is_bot=True, app_id=app_id, bot_id=bot_id)

    def slackbot(self, team: Team) -> User:
        if "USLACKBOT" not in self.world.users:
            self.world.users["USLACKBOT"] = User("USLACKBOT", team, "slackbot", "Slackbot")
        return self.world.users["USLACKBOT"]

    def channel(
        self,
        name: str,
        *people: Person | Installation,
        shared_with: tuple[Team, ...] = (),
        private: bool = False,
        kind: Kind | None = None,
    ) -> Channel:
        """A channel, hosted by the first one's team, with these in it from the start; sends no events."""
        users = [one.bot if isinstance(one, Installation) else one.user for one in people]
        kind = kind or ("private" if private else "public")
        channel = self.acts.create(kind, name, users[0], [users[0].team, *shared_with])
        for user in users[1:]:
            self.acts.join(channel, user, quiet=True)
        return channel

    def open_im(self, one: User, other: User) -> Channel:
        """The direct messages of two, opened if need be."""
        known = self.world.im(one, other)
        if known:
            return known
        teams = list({user.team.id: user.team for user in (other, one)}.values())
        channel = self.acts.create("im", "", other, teams)
        self.acts.join(channel, one, quiet=True)
        return channel

    def dm(self, person: Person, team: Team | None = None) -> Channel:
        """The direct messages of a person and the app: its messages tab."""
        install = self.installed_for(person.user) if team is None else self.install_in(team)
        return self.open_im(person.user, install.bot)

    def installed_for(self, user: User) -> Installation:
        """The installation a person meets: that of their own workspace, else the first."""
        return self.app.install_in(user.team) or self.app.installs[0]

    def new_file(self, user: User, name: str, content: bytes, mimetype: str = "") -> File:
        now = self.world.seconds()
        file = File(self.world.new_id("F"), user, name, name, content, mimetype or mimetype_of(name), now)
        self.world.files[file.id] = file
        return file

    # --- the app ------------------------------------------------------------------------------------------

    def install(self, team: Team, scopes: str = BOT_SCOPES) -> Installation:
        """The app in a workspace, with a new token; again where it was before, with another."""
        before = next((one for one in self.app.installs if one.team.id == team.id), None)
        if before is not None:
            self.app.installs.remove(before)
            bot = before.bot
        else:
            handle = self.app.name.lower()
            bot_id = self.world.new_id("B")
            about = {"is_bot": True, "bot_id": bot_id, "app_id": self.app.id, "updated": self.world.seconds()}
            bot = User(self.world.new_id("U"), team, handle, self.app.name, **about)  # type: ignore[arg-type]
            self.world.users[bot.id] = bot
            self._people[bot.id] = Person(self, bot)
        number = self.world.number("token")
        install = Installation(team, bot, f"xoxb-{number:012d}-fake", scopes.split())
        self.app.installs.append(install)
        return install

    def install_in(self, team: Team) -> Installation:
        """Raises LookupError where the app is not installed."""
        install = self.app.install_in(team)
        if install is None:
            raise LookupError(f"the app is not installed in {team.name}")
        return install

    # --- looking ------------------------------------------------------------------------------------------

    def thread(self, message: Message, person: Person | None = None) -> list[Message]:
        """A thread as a person sees it, their ephemerals included; without one, what all see."""
        return self.sight.thread(message, person.user if person else None)

    def seen_by(self, person: Person) -> list[str]:
        """Every text on a person's screen now, in order of time: messages and ephemerals they may read."""
        return [self.sight.words(message) for message in self.sight.messages(person.user)]

    def leaks(self, fragment: str, *allowed: Person | Team, members_only: bool = False) -> list[Leak]:
        """Who could ever read this text, besides those it was for (people, or whole teams)."""
        ids = [one.user if isinstance(one, Person) else one for one in allowed]
        return self.readers.leaks(fragment, ids, members_only=members_only)
