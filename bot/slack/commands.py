"""`/foyer map`, `/foyer unmap`, `/foyer channels`: an admin of the workspace says whose channel this is."""

import difflib
from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.channels import Channels
from core.clock import Clock
from core.domain.ids import AccountId
from core.errors import DeliveryError
from core.slack import Ingest, SlackChannel, SlackStore
from core.slack_api import WebApi
from core.slack_people import Home
from core.slack_text import escape

log = structlog.get_logger("foyer.slack")

HELP = """*Foyer in this workspace*
`/foyer map <account>` – this channel belongs to that account (add `mentions`, `emoji` or `off` to answer less,
then `own` where your own colleagues are the customers)
`/foyer unmap` – this channel belongs to nobody; Foyer stays quiet here
`/foyer channels` – channels that nobody has mapped yet"""
_INGESTS = {each.value for each in Ingest}


class Commands:
    """Answers the slash command, by its response address, to the one who typed it."""

    def __init__(
        self, web: WebApi, record: SlackStore, channels: Channels, clock: Clock, operators: frozenset[str]
    ) -> None:
        self._web = web
        self._record = record
        self._channels = channels
        self._clock = clock
        self._operators = operators

    async def handle(self, body: Mapping[str, Any], home: Home) -> None:
        """One command. Slash commands come from our own workspace only; who may map is checked here."""
        words = str(body.get("text") or "").split()
        verb, rest = (words[0].casefold(), words[1:]) if words else ("help", [])
        user = str(body.get("user_id") or "")
        if verb in ("map", "unmap", "channels"):
            if not await self._may(user, str(body.get("team_id") or ""), home):
                answer = "Only admins of this workspace can do this. Ask one, or use the back office."
            elif verb == "channels":
                answer = await self._list()
            else:
                answer = await self._map(str(body.get("channel_id") or ""), verb, rest, user, home)
        else:
            answer = HELP
        await self._answer(body, answer)

    async def _may(self, user: str, team: str, home: Home) -> bool:
        if team != home.team_id or not user:
            return False
        if user in self._operators:
            return True
        found = (await self._web.call("users.info", user=user)).get("user") or {}
        ours = found.get("team_id") == home.team_id and not found.get("is_stranger")
        return bool(ours and (found.get("is_admin") or found.get("is_owner")))

    async def _list(self) -> str:
        waiting = [one for one in await self._record.slack_channels() if not one.mapped]
        if not waiting:
            return "Every channel I am in is mapped."
        lines = [f"• #{escape(one.name)} – {len(one.teams)} other workspace(s)" for one in waiting[:40]]
        return "\n".join(["*Not mapped, so quiet:*", *lines])

    async def _map(self, channel_id: str, verb: str, words: list[str], user: str, home: Home) -> str:
        channel = await self._channels.channel(channel_id, home, fresh=True)
        if channel is None or channel.kind == "im":
            return "Invite me to the channel first, then map it there."
        if verb == "unmap":
            await self._save(channel, None, (), Ingest.OFF, user)
            return f"#{escape(channel.name)} is not mapped any more. I stay quiet here."
        own = bool(words) and words[-1].casefold() == "own"
        words = words[:-1] if own else words
        ingest = Ingest(words.pop().casefold()) if words and words[-1].casefold() in _INGESTS else Ingest.ALL
        account = await self._account(" ".join(words))
        if isinstance(account, str):
            return account
        if len(channel.teams) > 1:
            return (
                "More than one other workspace is in this channel. Say in the back office (Slack) which of them "
                "belong to the account."
            )
        teams = (*channel.teams, home.team_id) if own else channel.teams
        await self._save(channel, account[0], teams, ingest, user)
        who = "everybody" if own else "their people" if channel.teams else "guests only: no other workspace is here yet"
        return f"#{escape(channel.name)} belongs to *{escape(account[1])}* now. I answer {who} ({ingest.value})."

    async def _account(self, wanted: str) -> tuple[AccountId, str] | str:
        accounts = await self._record.accounts()
        for account_id, name in accounts:
            if wanted.casefold() in (name.casefold(), account_id.casefold()):
                return account_id, name
        near = difflib.get_close_matches(wanted, [name for _, name in accounts], 3, 0.4)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        return (
            f"I know no account “{escape(wanted)}”.{escape(hint)}"
            if wanted
            else "Say which account: `/foyer map Acme`."
        )

    async def _save(
        self, channel: SlackChannel, account: AccountId | None, teams: tuple[str, ...], ingest: Ingest, user: str
    ) -> None:
        await self._record.map_slack_channel(
            channel.id, self._clock.now(), account_id=account, account_teams=teams, ingest=ingest, by=f"slack:{user}"
        )
        log.info("slack_mapped", channel=channel.id, account=account, ingest=ingest)

    async def _answer(self, body: Mapping[str, Any], text: str) -> None:
        address = str(body.get("response_url") or "")
        if address:
            answer = await AsyncWebhookClient(address, timeout=10).send(text=text, response_type="ephemeral")
            if answer.status_code >= 500:
                raise DeliveryError("Slack did not take the answer to a command.")
