"""The triage channel, put together: the agents' side of Slack."""

from dataclasses import dataclass
from typing import Any

from bot.slack.earlier import Earlier
from bot.slack.workspaces import Workspaces
from core.engine.pulse import Loop
from core.policies.sla import Sla
from core.policies.triage import channels_of
from core.reviews import REVIEW_NOTES
from core.slack_people import Home
from core.triage import TRIAGE_CARDS, TRIAGE_THREADS
from handoff.service import HandoffService
from handoff.slack.agents import Agents
from handoff.slack.handler import TriageEvents
from handoff.slack.listeners import register
from handoff.slack.mirror import Mirror
from handoff.slack.presses import Presses
from handoff.slack.readers import Readers
from handoff.slack.reviews import ReviewSender
from handoff.slack.sender import TriageSender
from handoff.slack.talk import NameOf, Talk
from handoff.slack.windows import Windows
from wiring.agents import handoff_service
from wiring.office import open_office
from wiring.service import Foyer
from wiring.slack import Slack

_GAPS_A_CARD = 3
"""A card changes at most every so many pauses between messages: every 3 s with the default pause."""


@dataclass(slots=True)
class Triage:
    """Who the agents are, and how they act: App Home and the slash command stand on these as well."""

    agents: Agents
    service: HandoffService
    loops: tuple[Loop, ...] = ()


class AgentsWorkspace:
    """Implements `core.slack_api.WebApi` for the workspace in which the agents are, whichever an event came from."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """The answer of a method there."""
        with self._workspaces.within(""):
            return await self._workspaces.call(method, **arguments)

    async def home(self) -> Home:
        """Who we are there."""
        with self._workspaces.within(""):
            return await self._workspaces.home()


def open_triage(foyer: Foyer, slack: Slack) -> Triage:
    """Add the agents' side to Slack: its handlers before the customers', its senders, its listeners."""
    settings, record, clock = foyer.settings, foyer.record, foyer.clock
    web = AgentsWorkspace(slack.web)
    agents = Agents(web, web.home, record, foyer.bus, clock, settings.slack_agent_groups)
    service = handoff_service(foyer)
    rules = foyer.policy.triage
    talk = Talk(
        web=web,
        home=web.home,
        record=record,
        service=service,
        agents=agents,
        triage=rules,
        clock=clock,
        name_of=name_of(slack, web),
    )
    slack.handlers.append(
        TriageEvents(
            agents=agents,
            presses=Presses(web, record, service, agents),
            talk=talk,
            record=record,
            clock=clock,
            channels=channels_of(rules, settings.slack_triage_channel),
        )
    )
    windows = Windows(
        web=web,
        record=record,
        service=service,
        agents=agents,
        intents=foyer.company.intents_by_category(),
        clock=clock,
    )
    register(slack.bolt, windows, slack.intake.take)
    homes = open_office(foyer, slack, agents, service)
    if not settings.slack_triage_channel:
        return Triage(agents, service, (homes,))
    sender = sender_of(foyer, slack, web)
    slack.senders |= {TRIAGE_CARDS: sender, TRIAGE_THREADS: sender, REVIEW_NOTES: reviews_of(foyer, slack, web)}
    mirror = Mirror(
        store=record,
        bus=foyer.bus,
        clock=clock,
        triage=rules,
        default_channel=settings.slack_triage_channel,
        agents=agents,
    )
    return Triage(agents, service, (mirror, homes))


def sender_of(foyer: Foyer, slack: Slack, web: AgentsWorkspace) -> TriageSender:
    """What posts cards and threads."""
    return TriageSender(
        web=web,
        home=web.home,
        earlier=Earlier(web),
        record=foyer.record,
        readers=Readers(web, foyer.clock),
        pace=slack.pace,
        clock=foyer.clock,
        sla=Sla.of(foyer.company, foyer.policy.sla),
        triage=foyer.policy.triage,
        card_gap_s=_GAPS_A_CARD * foyer.settings.slack_gap_s,
        public_url=foyer.settings.public_url,
    )


def reviews_of(foyer: Foyer, slack: Slack, web: AgentsWorkspace) -> ReviewSender:
    """What reminds owners of articles to be reviewed."""
    return ReviewSender(
        web=web,
        home=web.home,
        earlier=Earlier(web),
        store=foyer.record,
        readers=Readers(web, foyer.clock),
        pace=slack.pace,
        clock=foyer.clock,
        channel=foyer.settings.slack_triage_channel,
        public_url=foyer.settings.public_url,
    )


def name_of(slack: Slack, web: AgentsWorkspace) -> NameOf:
    """Names by user id, as the customers' side knows them."""

    async def name(user: str) -> str:
        return (await slack.people.person(user, "", await web.home())).name or "someone"

    return name
