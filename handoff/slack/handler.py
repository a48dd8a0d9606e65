"""What is done with Slack's events about the triage channels, once they are durable."""

from core.engine.inbound import Parked
from core.slack import StoredEvent
from core.slack_payloads import Kind, channel_of, inner, kind_of
from handoff.slack.agents import Agents

_GROUPS = ("subteam_members_changed", "subteam_updated")
_OURS = (Kind.MESSAGE, Kind.EDIT, Kind.DELETION, Kind.REACTION)


class TriageEvents:
    """Implements `core.engine.inbound.EventHandler` for the agents' side.

    Every word and press in a triage channel is ours: nobody there is a customer. What happens to the channel itself
    (renamed, archived) is left to the customers' side, which keeps the list of channels.
    """

    def __init__(self, agents: Agents, channels: frozenset[str]) -> None:
        self._agents = agents
        self._channels = channels

    def wants(self, payload: dict[str, object]) -> bool:
        """Whether this is about a triage channel, or about who the agents are."""
        if inner(payload).get("type") in _GROUPS:
            return True
        return kind_of(payload) in _OURS and channel_of(payload) in self._channels

    async def handle(self, event: StoredEvent) -> Parked | None:
        """Do what an event asks for."""
        if inner(event.payload).get("type") in _GROUPS:
            await self._agents.changed()
        return None
