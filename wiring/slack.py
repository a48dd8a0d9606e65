"""Slack, put together: one connection that the customers' side and the agents' side share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.slack.app import Intake, make_bolt_app, register, slack_routes
from bot.slack.channels import Channels
from bot.slack.commands import Commands
from bot.slack.fetching import FileFetcher
from bot.slack.files import Attachments
from bot.slack.house_keeping import HouseKeeping
from bot.slack.listener import Besides, SlackListener
from bot.slack.oauth import SlackOAuth
from bot.slack.people import People
from bot.slack.presses import Presses
from bot.slack.progress import Progress
from bot.slack.sender import SlackSender
from bot.slack.web import SlackWeb
from bot.slack.workspaces import HandlerWithin, SenderWithin, Workspaces
from core.clock import Clock
from core.engine.inbound import EventHandler, EventInbox
from core.engine.pace import Pace
from core.engine.pulse import Loop
from core.ports import Sender, StaffDoor
from core.settings import Settings
from core.slack import SLACK, SlackChannel, SlackStore
from core.slack_installs import Vault
from wiring.service import Foyer


@dataclass(slots=True)
class Slack:
    """What Slack adds to the service. `handlers` read the events before the customers' side does: the agents' side
    adds its own there, its listeners to `bolt` (see `mount`), its senders to `senders`."""

    bolt: Any
    web: Workspaces
    pace: Pace
    channels: Channels
    people: People
    intake: Intake
    listener: SlackListener
    handlers: list[EventHandler]
    senders: dict[str, Sender]
    triage: Any = None
    """The agents' side (`wiring.triage.Triage`), where agents are named."""


def open_slack(foyer: Foyer) -> Slack:
    """Make every part; nothing connects yet."""
    settings, record, clock = foyer.settings, foyer.record, foyer.clock
    api = open_workspaces(foyer)
    staff = frozenset(settings.slack_staff)
    channels, people = Channels(api, record, clock), People(api, record, clock)
    pace = Pace(clock, settings.slack_gap_s)
    presses = Presses(
        web=api,
        record=record,
        reception=foyer.reception,
        people=people,
        channels=channels,
        texts=foyer.texts,
        clock=clock,
        staff=staff,
    )
    listener = SlackListener(
        web=api,
        record=record,
        reception=foyer.reception,
        people=people,
        channels=channels,
        besides=Besides(
            presses,
            Commands(api, record, channels, clock, frozenset(settings.slack_operators)),
            HouseKeeping(api, record, channels, clock),
            Attachments(api, record, foyer.files, foyer.bus, clock),
        ),
        progress=Progress(api, foyer.texts, clock),
        bus=foyer.bus,
        clock=clock,
        staff=staff,
    )
    sender = SlackSender(
        web=api,
        home=api.home,
        channels=channels,
        record=record,
        pace=pace,
        company=foyer.company,
        texts=foyer.texts,
        telemetry=foyer.telemetry,
        public_url=settings.public_url,
    )
    return Slack(
        bolt=make_bolt_app(settings.slack_signing_secret, settings.slack_api_url),
        web=api,
        pace=pace,
        channels=channels,
        people=people,
        intake=Intake(record, foyer.bus, clock),
        listener=listener,
        handlers=[],
        senders={SLACK: SenderWithin(sender, api, record)},
    )


async def look_at_channel(settings: Settings, record: SlackStore, clock: Clock, channel_id: str) -> SlackChannel | None:
    """A channel as Slack shows it now, noted in the record; None when Slack hides it. Raises DeliveryError."""
    api = SlackWeb(settings.slack_bot_token, settings.slack_api_url, clock)
    try:
        return await Channels(api, record, clock).channel(channel_id, await api.home(), fresh=True)
    finally:
        await api.close()


def open_workspaces(foyer: Foyer) -> Workspaces:
    """The ways of calling Slack; nothing connects yet."""
    settings = foyer.settings

    def make(token: str) -> SlackWeb:
        return SlackWeb(token, settings.slack_api_url, foyer.clock)

    primary = make(settings.slack_bot_token) if settings.slack_bot_token else None
    return Workspaces(primary, make, foyer.record, open_vault(foyer), foyer.clock)


def open_vault(foyer: Foyer) -> Vault:
    """Where tokens are sealed."""
    from adapters.vault.fernet import FernetVault

    return FernetVault(foyer.settings.slack_token_key or foyer.secret, "slack tokens")


def open_oauth(foyer: Foyer, slack: Slack, door: StaffDoor) -> Sequence[web.RouteDef]:
    """The way for admins to install the app in further workspaces; none where no client is set."""
    settings = foyer.settings
    if not settings.slack_client_id:
        return ()
    oauth = SlackOAuth(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret,
        api_url=settings.slack_api_url,
        public_url=settings.public_url,
        slack=slack.web.unsigned,
        workspaces=slack.web,
        store=foyer.record,
        vault=open_vault(foyer),
        door=door,
        clock=foyer.clock,
    )
    return oauth.routes()


def slack_loops(slack: Slack, foyer: Foyer) -> Sequence[Loop]:
    """What reads the events in the background."""
    handlers = [HandlerWithin(each, slack.web) for each in (*slack.handlers, slack.listener)]
    inbox = EventInbox(store=foyer.record, handlers=handlers, bus=foyer.bus, clock=foyer.clock)
    limit = foyer.settings.slack_file_mb * 1024 * 1024
    files = FileFetcher(slack.web, foyer.record, foyer.files, foyer.bus, foyer.clock, limit)
    return [inbox, files, *(slack.triage.loops if slack.triage else ())]


def mount(app: web.Application, slack: Slack, settings: Settings, clock: Clock) -> None:
    """The address Slack calls, or the socket to it. Listeners of the agents' side are on `slack.bolt` by now: these
    take what is left."""
    register(slack.bolt, slack.intake)
    if settings.slack_signing_secret:
        app.add_routes(slack_routes(slack.bolt))
    if not settings.slack_app_token:
        return
    from bot.slack.socket_mode import SocketMode

    socket = SocketMode(
        slack.bolt,
        slack.intake,
        settings.slack_app_token,
        settings.slack_api_url,
        clock,
        settings.slack_socket_silence_s,
    )

    async def start(app: web.Application) -> None:
        socket.start()

    async def stop(app: web.Application) -> None:
        await socket.stop()

    app.on_startup.append(start)
    app.on_shutdown.append(stop)
