"""Deliver: once a day which articles are to be reviewed, to the triage channel, with their owners named."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from core.clock import Clock
from core.domain.ids import ConversationId, Millis
from core.domain.people import Staff
from core.engine.pace import Pace
from core.errors import NotYet
from core.slack import Place
from core.slack_api import EVENT_TYPE, Earlier, HomeOf, WebApi
from core.slack_text import SECTION, address, escape, section, split
from core.triage import TriageStore
from handoff.slack.readers import Readers

MOST = 20
"""Articles named in one message; the others are counted."""
_LOOK_BACK_MS = 7 * 86_400_000
"""A try whose answer was lost cannot be older."""


class ReviewSender:
    """Implements `core.ports.Sender`. Where people of another company read the channel, no title is named."""

    def __init__(
        self,
        *,
        web: WebApi,
        home: HomeOf,
        earlier: Earlier,
        store: TriageStore,
        readers: Readers,
        pace: Pace,
        clock: Clock,
        channel: str,
        public_url: str = "",
    ) -> None:
        self._web = web
        self._home = home
        self._earlier = earlier
        self._store = store
        self._readers = readers
        self._pace = pace
        self._clock = clock
        self._channel = channel
        self._public_url = public_url

    async def send(
        self, conversation_id: ConversationId | None, payload: dict[str, object], key: str, again: bool = False
    ) -> str:
        """Post `payload["articles"]`."""
        due = cast(Sequence[Mapping[str, str]], payload["articles"])
        named = () if await self._readers.strangers_in(self._channel) else due[:MOST]
        home = await self._home()
        ours = f"{home.team_id}:"
        known = [(user, who) for user, who in await self._store.staff_of_channel("slack") if user.startswith(ours)]
        staff = [(user.removeprefix(ours), who) for user, who in known]
        text = review_note(named, len(due), staff, self._public_url)
        if again:
            since = Millis(self._clock.now() - _LOOK_BACK_MS)
            if ts := await self._earlier.find(Place(self._channel, ""), key, text, since, home):
                return f"{self._channel}:{ts}"
        self._pace.take(self._channel)
        try:
            answer = await self._post(text, key)
        except NotYet as wait:
            self._pace.hold(self._channel, wait.retry_after_s or 1.0)
            raise
        return f"{self._channel}:{answer.get('ts') or ''}"

    async def _post(self, text: str, key: str) -> dict[str, Any]:
        return await self._web.call(
            "chat.postMessage",
            channel=self._channel,
            text=text,
            blocks=[section(piece) for piece in split(text, SECTION)],
            unfurl_links=False,
            unfurl_media=False,
            parse="none",
            metadata={"event_type": EVENT_TYPE, "event_payload": {"id": key}},
        )


def review_note(named: Sequence[Mapping[str, str]], count: int, staff: Sequence[tuple[str, Staff]], base: str) -> str:
    """The message: a line for each article that is named, by owner. An owner who is staff by that name or login, and is
    known in Slack, is mentioned. `base` is our address, "" where it is not set."""
    known = {name.casefold(): user for user, who in staff for name in (who.login, who.name)}
    lines = [f"*{_counted(count)}*"]
    for each in named:
        link = address(escape(f"{base}/admin/articles/{each['id']}")) if base else ""
        title = escape(each["title"])
        owner = known.get(each["owner"].casefold())
        whose = f"<@{owner}>" if owner else escape(each["owner"] or "nobody's")
        lines.append(f"• {f'<{link}|{title}>' if link else title} ({whose}, due since {each['since']})")
    if 0 < len(named) < count:
        lines.append(f"… and {count - len(named)} more.")
    lines.append(f"<{address(f'{base}/admin/care#due')}|What the articles need>" if base else "See Articles > Care.")
    return "\n".join(lines)


def _counted(count: int) -> str:
    return "An article is due for review." if count == 1 else f"{count} articles are due for review."
