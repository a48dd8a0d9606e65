"""What is done with Slack's events about the triage channels, once they are durable."""

from core.clock import Clock
from core.engine.inbound import Parked
from core.slack import SlackStore, StoredEvent
from core.slack_payloads import Kind, channel_of, inner, kind_of, said_in
from handoff.slack.agents import Agents
from handoff.slack.presses import Presses, press_of
from handoff.slack.talk import Talk

_GROUPS = ("subteam_members_changed", "subteam_updated")
_WORDS = (Kind.MESSAGE, Kind.EDIT, Kind.DELETION)


class TriageEvents:
    """Implements `core.engine.inbound.EventHandler` for the agents' side.

    Every word in a triage channel, and every press of a card's button, is ours: nobody there is a customer, and the
    channel stands in no list of channels to be mapped.
    """

    def __init__(
        self,
        *,
        agents: Agents,
        presses: Presses,
        talk: Talk,
        record: SlackStore,
        clock: Clock,
        channels: frozenset[str],
    ) -> None:
        self._agents = agents
        self._presses = presses
        self._talk = talk
        self._record = record
        self._clock = clock
        self._channels = channels

    def wants(self, payload: dict[str, object]) -> bool:
        """Whether this is about a triage channel, or about who the agents are."""
        kind = kind_of(payload)
        if kind is Kind.PRESS:
            return press_of(payload) is not None
        if inner(payload).get("type") in _GROUPS:
            return True
        return kind in (*_WORDS, Kind.REACTION, Kind.CHANNEL) and channel_of(payload) in self._channels

    async def handle(self, event: StoredEvent) -> Parked | None:
        """Do what an event asks for."""
        kind = kind_of(event.payload)
        if kind is Kind.PRESS and (press := press_of(event.payload)) is not None:
            await self._presses.handle(press)
        elif inner(event.payload).get("type") in _GROUPS:
            await self._agents.changed()
        elif kind in _WORDS:
            if kind is Kind.DELETION:
                said = said_in(event.payload)
                await self._record.drop_slack_message(f"{said.channel}:{said.ts}", self._clock.now())
            await self._talk.handle(event)
        return None
