"""Words typed in a card's thread: a note for the team, unless somebody clearly meant the customer."""

from collections.abc import Awaitable, Callable

import structlog

from core.clock import Clock
from core.domain.messages import Audience, Message
from core.domain.people import Staff
from core.domain.policy import Triage
from core.errors import DeliveryError, FoyerError, NotYet, Unavailable
from core.policies.triage import Typed, meant_for
from core.slack import SLACK, StoredEvent
from core.slack_api import HomeOf, WebApi
from core.slack_payloads import SPOKEN, Kind, Said, kind_of, mentions, plain_text, said_in
from core.slack_people import SLACKBOT, Home
from core.triage import Card, typed_in_slack
from handoff.service import HandoffService
from handoff.slack.agents import Agents
from handoff.slack.sender import TriageRecord
from handoff.slack.whisper import whisper
from handoff.slack.words import NOT_KEPT, NOT_SENT, NOT_YOURS_TO_SAY

log = structlog.get_logger("foyer.triage")

NameOf = Callable[[str], Awaitable[str]]
"""What people call somebody, by their Slack user id."""
_CARD_NOTED_MS = 20_000
"""A card's place is noted a moment after it is posted; whoever was faster waits for that, but not for ever."""


class Talk:
    """What agents type, change and delete in the threads of cards."""

    def __init__(
        self,
        *,
        web: WebApi,
        home: HomeOf,
        record: TriageRecord,
        service: HandoffService,
        agents: Agents,
        triage: Triage,
        clock: Clock,
        name_of: NameOf,
    ) -> None:
        self._web = web
        self._home = home
        self._record = record
        self._service = service
        self._agents = agents
        self._triage = triage
        self._clock = clock
        self._name_of = name_of

    async def handle(self, event: StoredEvent) -> None:
        """A message in a triage channel, or its change. May be called again for the same one."""
        said, home = said_in(event.payload), await self._home()
        if _by_machine(said, home) or not said.ts or not said.thread_ts or said.thread_ts == said.ts:
            return  # what stands beside the threads is the team's own talk
        card = await self._card(event, said, home)
        if card is None:
            return
        match kind_of(event.payload):
            case Kind.MESSAGE:
                await self._typed(card, said, home)
            case Kind.EDIT if said.subtype in SPOKEN:
                await self._edited(card, said, home)
            case Kind.EDIT | Kind.DELETION:
                await self._deleted(card, said, home)

    async def _card(self, event: StoredEvent, said: Said, home: Home) -> Card | None:
        card = await self._record.triage_card_at(said.channel, said.thread_ts)
        new = self._clock.now() - event.received_at < _CARD_NOTED_MS
        if card is None and said.parent_user == home.user_id and new:
            raise NotYet("The card is about to be noted.", 0.5)
        return card

    async def _typed(self, card: Card, said: Said, home: Home) -> None:
        staff = await self._agents.staff(said.user)
        if staff is None:
            log.info("triage_words_refused", channel=said.channel)
            await self._tell(said, NOT_YOURS_TO_SAY)
            return
        lines = [await self._readable(said, home), *(f"[file {file.name or file.id}]" for file in said.files)]
        kind, text = meant_for("\n".join(lines).strip(), self._triage, card.channel_id)
        key = typed_in_slack(said.channel, said.ts)
        try:
            if kind is Typed.REPLY:
                await self._service.reply(card.handoff_id, staff, text, key)
            else:
                await self._service.note(card.handoff_id, staff, text, key)
        except (DeliveryError, Unavailable):
            raise
        except FoyerError as error:
            await self._tell(said, (NOT_SENT if kind is Typed.REPLY else NOT_KEPT).format(why=error.message))

    async def _edited(self, card: Card, said: Said, home: Home) -> None:
        """The change goes wherever the words went; it never sends outside what was inside."""
        staff = await self._agents.staff(said.user)
        before = await self._said(card, said)
        if staff is None or before is None:
            return
        text = await self._readable(said, home)
        files = [line for line in before.text.splitlines() if line.startswith("[file ")]
        text = "\n".join([text, *files]).strip()
        if before.audience is Audience.CUSTOMER and self._triage.reply_prefix:
            text = text.removeprefix(self._triage.reply_prefix).strip()
        try:
            await self._service.change(card.handoff_id, staff, typed_in_slack(said.channel, said.ts), text)
        except (DeliveryError, Unavailable):
            raise
        except FoyerError as error:
            await self._tell(said, f"Not changed. {error.message}")

    async def _deleted(self, card: Card, said: Said, home: Home) -> None:
        """Whoever deleted it in Slack may: Slack lets only the writer and admins."""
        before = await self._said(card, said)
        if before is None or before.deleted_at is not None:
            return
        staff = await self._writer(said, home)
        if staff is not None:
            await self._service.take_back(card.handoff_id, staff, typed_in_slack(said.channel, said.ts))

    async def _said(self, card: Card, said: Said) -> Message | None:
        return await self._record.said_as(card.conversation_id, typed_in_slack(said.channel, said.ts))

    async def _writer(self, said: Said, home: Home) -> Staff | None:
        """Who wrote it, also where they are no agent any more."""
        return await self._record.staff_as(SLACK, f"{home.team_id}:{said.user}") if said.user else None

    async def _readable(self, said: Said, home: Home) -> str:
        names = {home.user_id: home.name or "bot"}
        for user in sorted(mentions(said.text) - {home.user_id})[:10]:
            names[user] = await self._name_of(user)
        return plain_text(said.text, names)

    async def _tell(self, said: Said, words: str) -> None:
        await whisper(self._web, said.channel, said.user, words, said.thread_ts)


def _by_machine(said: Said, home: Home) -> bool:
    """Ourselves, other apps, and what nobody said."""
    machine = said.bot_id or said.subtype == "bot_message" or said.app_id == home.app_id != ""
    return bool(machine or not said.user or said.user in (home.user_id, SLACKBOT))
