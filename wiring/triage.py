"""The triage channel, put together: the agents' side of Slack."""

from dataclasses import dataclass

from core.policies.triage import channels_of
from handoff.service import HandoffService
from handoff.slack.agents import Agents
from handoff.slack.handler import TriageEvents
from wiring.service import Foyer
from wiring.slack import Slack


@dataclass(slots=True)
class Triage:
    """Who the agents are, and how they act: App Home and the slash command stand on these as well."""

    agents: Agents
    service: HandoffService


def open_triage(foyer: Foyer, slack: Slack) -> Triage:
    """Add the agents' side to Slack: its handlers before the customers', its senders, its listeners."""
    settings, record = foyer.settings, foyer.record
    agents = Agents(slack.web, slack.web.home, record, foyer.bus, foyer.clock, settings.slack_agent_groups)
    channels = channels_of(foyer.policy.triage, settings.slack_triage_channel)
    slack.handlers.append(TriageEvents(agents, channels))
    return Triage(agents, HandoffService(record, record, foyer.bus, foyer.clock, foyer.texts))
