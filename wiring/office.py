"""What agents have in Slack besides the triage channel: App Home and `/foyer`."""

from core.domain.ids import ConversationId
from core.policies.sla import Sla
from handoff.presence import Presence
from handoff.queue import HandoffQueue
from handoff.service import HandoffService
from handoff.slack.agents import Agents
from handoff.slack.commands import AgentCommands
from handoff.slack.homes import Homes
from handoff.slack.office import OfficeEvents, register_office
from handoff.slack.shown import Shown
from wiring.service import Foyer
from wiring.slack import Slack


def open_office(foyer: Foyer, slack: Slack, agents: Agents, service: HandoffService) -> Homes:
    """Add it to Slack, before the customers' side; returns the loop that keeps pages current."""
    record, clock, bus, company = foyer.record, foyer.clock, foyer.bus, foyer.company
    queue = HandoffQueue(record, clock, Sla.of(company, foyer.policy.sla))
    presence = Presence(record, service, bus, clock, company.timezone)
    address = foyer.settings.public_url

    def desk(conversation_id: ConversationId) -> str:
        return f"{address}/desk/c/{conversation_id}" if address else ""

    commands = AgentCommands(
        service=service,
        queue=queue,
        presence=presence,
        finding=record,
        search=foyer.agent_search,
        shown=Shown(bus, clock),
        clock=clock,
        team_of=company.team_for,
        desk=desk,
    )
    homes = Homes(
        web=slack.web,
        agents=agents,
        queue=queue,
        presence=presence,
        bus=bus,
        clock=clock,
        company=company.name,
        team_of=company.team_for,
        desk=desk,
        gap_ms=round(3000 * foyer.settings.slack_gap_s),
    )
    slack.handlers.append(OfficeEvents(agents, commands, homes, presence))
    register_office(slack.bolt, slack.intake.take)
    return homes
