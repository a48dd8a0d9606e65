"""The triage channel, put together: the agents' side of Slack."""

from dataclasses import dataclass

from bot.slack.earlier import Earlier
from core.domain.company import Company
from core.engine.pulse import Loop
from core.policies.sla import Sla
from core.policies.triage import channels_of
from core.triage import TRIAGE_CARDS, TRIAGE_THREADS
from handoff.service import HandoffService
from handoff.slack.agents import Agents
from handoff.slack.handler import TriageEvents
from handoff.slack.listeners import register
from handoff.slack.mirror import Mirror
from handoff.slack.presses import Presses
from handoff.slack.readers import Readers
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


def open_triage(foyer: Foyer, slack: Slack) -> Triage:
    """Add the agents' side to Slack: its handlers before the customers', its senders, its listeners."""
    settings, record, clock = foyer.settings, foyer.record, foyer.clock
    agents = Agents(slack.web, slack.web.home, record, foyer.bus, clock, settings.slack_agent_groups)
    service = handoff_service(foyer)
    rules = foyer.policy.triage
    talk = Talk(
        web=slack.web,
        home=slack.web.home,
        record=record,
        service=service,
        agents=agents,
        triage=rules,
        clock=clock,
        name_of=name_of(slack),
    )
    slack.handlers.append(
        TriageEvents(
            agents=agents,
            presses=Presses(slack.web, record, service, agents),
            talk=talk,
            record=record,
            clock=clock,
            channels=channels_of(rules, settings.slack_triage_channel),
        )
    )
    windows = Windows(
        web=slack.web,
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
    sender = sender_of(foyer, slack, foyer.company)
    slack.senders |= {TRIAGE_CARDS: sender, TRIAGE_THREADS: sender}
    mirror = Mirror(
        store=record,
        bus=foyer.bus,
        clock=clock,
        triage=rules,
        default_channel=settings.slack_triage_channel,
        agents=agents,
    )
    return Triage(agents, service, (mirror, homes))


def sender_of(foyer: Foyer, slack: Slack, company: Company) -> TriageSender:
    """What posts cards and threads."""
    return TriageSender(
        web=slack.web,
        home=slack.web.home,
        earlier=Earlier(slack.web),
        record=foyer.record,
        readers=Readers(slack.web, foyer.clock),
        pace=slack.pace,
        clock=foyer.clock,
        sla=Sla.of(company, foyer.policy.sla),
        triage=foyer.policy.triage,
        card_gap_s=_GAPS_A_CARD * foyer.settings.slack_gap_s,
        public_url=foyer.settings.public_url,
    )


def name_of(slack: Slack) -> NameOf:
    """Names by user id, as the customers' side knows them."""

    async def name(user: str) -> str:
        return (await slack.people.person(user, "", await slack.web.home())).name or "someone"

    return name
