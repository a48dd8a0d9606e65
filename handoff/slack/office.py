"""What agents do outside the triage channel: their App Home, and `/foyer`. Everybody else is told politely."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.webhook.async_client import AsyncWebhookClient

from core.domain.ids import HandoffId
from core.domain.people import Staff
from core.engine.inbound import Parked
from core.errors import DeliveryError, FoyerError
from core.slack import StoredEvent
from core.slack_payloads import Kind, inner, kind_of
from core.slack_text import escape
from handoff.presence import Presence
from handoff.slack.agents import Agents
from handoff.slack.commands import VERBS, AgentCommands, verb_of
from handoff.slack.homes import Homes
from handoff.slack.words import NOT_AN_AGENT, NOT_KNOWN_NOW

log = structlog.get_logger("foyer.triage")

_MAPPING = frozenset({"map", "unmap", "channels"})
"""The customers' side answers these."""
_PREFIX = "office:"


class OfficeEvents:
    """Implements `core.engine.inbound.EventHandler` for App Home and the slash command."""

    def __init__(self, agents: Agents, commands: AgentCommands, homes: Homes, presence: Presence) -> None:
        self._agents = agents
        self._commands = commands
        self._homes = homes
        self._presence = presence

    def wants(self, payload: dict[str, object]) -> bool:
        """Commands but those about channels, presses of our own buttons, and App Home when it is opened."""
        kind = kind_of(payload)
        if kind is Kind.COMMAND:
            return verb_of(payload) not in _MAPPING
        if kind is Kind.PRESS:
            return _pressed(payload)[0] != ""
        event = inner(payload)
        return event.get("type") == "app_home_opened" and event.get("tab") == "home"

    async def handle(self, event: StoredEvent) -> Parked | None:
        """Do what an event asks for."""
        body = event.payload
        kind = kind_of(body)
        if kind is Kind.COMMAND:
            await self._command(body)
        elif kind is Kind.PRESS:
            await self._press(body)
        else:
            self._homes.opened(str(inner(body).get("user") or ""))
        return None

    async def _command(self, body: Mapping[str, Any]) -> None:
        staff, refusal = await self._who(str(body.get("user_id") or ""))
        if staff is None:
            log.info("command_refused", verb=verb_of(body) if verb_of(body) in VERBS else "other")
            await _respond(body, refusal, [])
            return
        await _respond(body, *await self._commands.answer(staff, str(body.get("text") or "")))

    async def _press(self, body: Mapping[str, Any]) -> None:
        user = str((body.get("user") or {}).get("id") or "")
        what, value = _pressed(body)
        staff, said = await self._who(user)
        blocks: list[dict[str, Any]] = []
        if staff is not None:
            try:
                said, blocks = await self._do(staff, what, value)
            except FoyerError as error:
                said = escape(error.message)
        if (body.get("container") or {}).get("type") == "view":
            self._homes.opened(user, "" if blocks else said)
        elif said:
            await _respond(body, said, blocks)

    async def _do(self, staff: Staff, what: str, value: str) -> tuple[str, list[dict[str, Any]]]:
        match what:
            case "claim":
                return await self._commands.claim(staff, HandoffId(value))
            case "off":
                await self._presence.go_off(staff, "")
            case "on":
                await self._presence.come_on(staff)
        return "", []

    async def _who(self, user: str) -> tuple[Staff | None, str]:
        """The agent, or why not."""
        try:
            return await self._agents.staff(user), NOT_AN_AGENT
        except DeliveryError:
            return None, NOT_KNOWN_NOW


def _pressed(body: Mapping[str, Any]) -> tuple[str, str]:
    """(what, value) of one of our buttons; ("", "") for any other."""
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}
    name = str(action.get("action_id") or "")
    return (name.removeprefix(_PREFIX), str(action.get("value") or "")) if name.startswith(_PREFIX) else ("", "")


async def _respond(body: Mapping[str, Any], text: str, blocks: list[dict[str, Any]]) -> None:
    """Answer the one who typed or pressed, by the address that came with it."""
    address = str(body.get("response_url") or "")
    if not address:
        return
    client = AsyncWebhookClient(address, timeout=10)
    answer = await client.send(
        text=text, blocks=blocks or None, response_type="ephemeral", replace_original=False, unfurl_links=False
    )
    if answer.status_code >= 500:
        raise DeliveryError("Slack did not take the answer to a command.")


Take = Callable[[dict[str, Any]], Awaitable[None]]
"""Makes a payload durable."""


def register_office(app: AsyncApp, take: Take) -> None:
    """Our buttons; commands and events are taken by the customers' side for both."""

    @app.action("office:desk")
    async def on_link(ack: AsyncAck) -> None:
        await ack()  # the browser has opened it

    @app.action(re.compile(r"^office:"))
    async def on_press(ack: AsyncAck, body: dict[str, Any]) -> None:
        await take(body)
        await ack()
