"""`/foyer queue|take|find|kb|off|on|help`: an agent's work from any channel. Only who typed it sees the answer."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from core.clock import Clock
from core.domain.company import ArticleAudience
from core.domain.handoff import HandoffStatus
from core.domain.ids import HandoffId, Millis
from core.domain.people import Staff
from core.errors import FoyerError, InvalidInput
from core.finding import Finding, Found
from core.slack_text import address, context, cut, escape, literal, section
from core.staff_words import AUDIENCES, HANDOFF_STATUSES, caller, named
from handoff.presence import Presence
from handoff.queue import HandoffQueue
from handoff.search import AgentSearch
from handoff.service import HandoffService
from handoff.slack.home import TeamOf, is_for
from handoff.slack.lines import Block, DeskOf, line, span
from handoff.slack.shown import Shown

log = structlog.get_logger("foyer.triage")

VERBS = frozenset({"queue", "take", "find", "kb", "off", "on", "help", ""})
HELP = """*Foyer for agents* (only you see the answers)
`/foyer queue` – who is waiting for your team; `/foyer queue all` for every team
`/foyer take 2` – claim number 2 of the queue you were shown; without a number the first one
`/foyer find late payout acme` – conversations by customer, account and words
`/foyer kb export invoices` – search the articles, internal ones included
`/foyer off until 17:00` – off duty (`2h`, `tomorrow`, `monday 10:00`, or nothing: until you come back)
`/foyer on` – on duty again
*For admins of the workspace:* `/foyer map <account>`, `/foyer unmap`, `/foyer channels`"""
_MOST = 10
_FOUND = 6

Answer = tuple[str, list[Block]]
"""What a notification shows, and the blocks."""


class AgentCommands:
    """Answers an agent's commands. Who may ask is checked by the caller."""

    def __init__(
        self,
        *,
        service: HandoffService,
        queue: HandoffQueue,
        presence: Presence,
        finding: Finding,
        search: AgentSearch,
        shown: Shown,
        clock: Clock,
        team_of: TeamOf,
        desk: DeskOf,
    ) -> None:
        self._service = service
        self._queue = queue
        self._presence = presence
        self._finding = finding
        self._search = search
        self._shown = shown
        self._clock = clock
        self._team_of = team_of
        self._desk = desk

    async def answer(self, staff: Staff, words: str) -> Answer:
        """Do what an agent says; what goes wrong is said in the answer."""
        verb, _, rest = words.strip().partition(" ")
        rest = rest.strip()
        try:
            match verb.casefold():
                case "queue":
                    return await self._list(staff, everybody=rest.casefold() == "all")
                case "take":
                    return await self._take(staff, rest)
                case "find":
                    return await self._find(rest)
                case "kb":
                    return await self._look_up(rest)
                case "off":
                    present = await self._presence.go_off(staff, rest)
                    held = f" You still have {present.held} conversation(s)." if present.held else ""
                    return _said(f"🌙 {present.words}.{held} `/foyer on` brings you back.")
                case "on":
                    return _said(f"🟢 {(await self._presence.come_on(staff)).words}.")
                case _:
                    return _said(HELP)
        except FoyerError as error:
            return _said(escape(error.message))

    async def _list(self, staff: Staff, *, everybody: bool = False, before: str = "") -> Answer:
        waiting = [
            one
            for one in await self._queue.read()
            if one.entry.handoff.status is HandoffStatus.WAITING and (everybody or is_for(staff, one, self._team_of))
        ]
        shown, now = waiting[:_MOST], self._clock.now()
        await self._shown.put(staff.id, [one.entry.handoff.id for one in shown])
        if not waiting:
            return _said(f"{before}Nobody is waiting{'' if everybody else ' for your team'}.")
        title = f"{before}*{len(waiting)} waiting*" + (f", the first {_MOST}:" if len(waiting) > _MOST else ":")
        lines = [line(one, now, self._desk, number=number) for number, one in enumerate(shown, 1)]
        return f"{len(waiting)} waiting", [section(title), *lines, context("`/foyer take 1` claims the first one.")]

    async def _take(self, staff: Staff, rest: str) -> Answer:
        if rest and not (rest.isascii() and rest.isdigit() and 0 < int(rest) <= _MOST):
            raise InvalidInput(f"Say which one by its number, from 1 to {_MOST}: /foyer take 2.")
        known = self._shown.of(staff.id)
        if not rest:
            waiting = [one for one in await self._queue.read() if one.entry.handoff.status is HandoffStatus.WAITING]
            own = [one for one in waiting if is_for(staff, one, self._team_of)]
            known, rest = [one.entry.handoff.id for one in own[:1]], "1"
        elif known is None:
            return await self._list(staff, before="Numbers belong to a list, and you have not been shown one lately. ")
        if int(rest) > len(known or []):
            return await self._list(staff, before=f"There was no number {rest}. ")
        return await self.claim(staff, (known or [])[int(rest) - 1])

    async def claim(self, staff: Staff, handoff_id: HandoffId) -> Answer:
        """Take a handoff, and say whose it is. Raises Conflict when somebody was faster."""
        await self._service.claim(handoff_id, staff)
        found = [one for one in await self._queue.read() if one.entry.handoff.id == handoff_id]
        lines = [line(one, self._clock.now(), self._desk) for one in found]
        return "It is yours.", [section("*It is yours.* The customer reads that you have joined."), *lines]

    async def _find(self, rest: str) -> Answer:
        if not rest:
            raise InvalidInput("Say what to look for: /foyer find late payout.")
        found = await self._finding.find_handed_over(rest, _FOUND + 1)
        if not found:
            return _said(f"No conversation that was handed to people has all of “{escape(cut(rest, 100))}”.")
        now = self._clock.now()
        blocks = [block for one in found[:_FOUND] for block in self._found(one, now)]
        more = [context("There are more. Add a word to narrow it down.")] if len(found) > _FOUND else []
        return f"{len(found[:_FOUND])} found", [*blocks, *more]

    def _found(self, one: Found, now: Millis) -> Sequence[Block]:
        handoff = one.handoff
        who = caller(one.customer_name, handoff.conversation_id)
        state = HANDOFF_STATUSES[handoff.status]
        if handoff.status is HandoffStatus.CLAIMED:
            state = f"With {handoff.claimed_by_name}"
        parts = [part for part in (who, one.account_name, state, f"{span(now - handoff.opened_at)} ago") if part]
        said = f"\n“{cut(' '.join(one.text.split()), 200)}”" if one.text else ""
        block = literal(" · ".join(parts) + said)
        url = address(escape(self._desk(handoff.conversation_id)))
        return (block, context(f"<{url}|Open on the desk>")) if url else (block,)

    async def _look_up(self, rest: str) -> Answer:
        if not rest:
            raise InvalidInput("Say what to look for: /foyer kb export invoices.")
        hits = await self._search.find(rest, limit=4)
        if not hits:
            return _said(f"No article about “{escape(cut(rest, 100))}”.")
        blocks: list[Block] = []
        for hit in hits:
            title = escape(cut(hit.article.title, 150)).replace("|", "/")
            url = address(escape(hit.link))
            name = f"<{url}|{title}>" if url else title
            inside = hit.article.audience is ArticleAudience.INTERNAL
            mark = "🔒 " if inside else ""
            where = f" · {escape(hit.heading)}" if hit.heading and hit.heading != hit.article.title else ""
            blocks.append(section(f"{mark}*{name}*{where}"))
            blocks.append(literal(hit.text, 500))
            if hit.article.audience is not ArticleAudience.PUBLIC:
                blocks.append(context(f"For: {named(AUDIENCES, hit.article.audience)}"))
        return f"{len(hits)} article(s)", blocks


def _said(text: str) -> Answer:
    return text, [section(text)]


def verb_of(body: Mapping[str, Any]) -> str:
    """The first word of a command, in small letters."""
    words = str(body.get("text") or "").split()
    return words[0].casefold() if words else ""
