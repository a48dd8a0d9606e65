"""People as tests speak of them: `await ana.says(channel, "…")`, `await maya.clicks(card, "Claim")`."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.slack import shapes
from tests.slack.courier import Answer
from tests.slack.installs import Installation
from tests.slack.world import Channel, Json, Message, Team, User, View

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack


@dataclass
class Outcome:
    """What came of a click, a command or a submission. `errors`: what a modal says next to its inputs."""

    answer: Answer
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged within 3 s; otherwise the person saw a warning sign."""
        return self.answer.ok


class Person:
    """Somebody with a Slack client. Acts wait until the app has answered the events they cause, unless `wait=False`."""

    def __init__(self, slack: "FakeSlack", user: User) -> None:
        self._slack = slack
        self.user = user

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def team(self) -> Team:
        return self.user.team

    @property
    def mention(self) -> str:
        return f"<@{self.user.id}>"

    def __repr__(self) -> str:
        return f"<{self.user.real_name} of {self.team.name}>"

    async def _settle(self, wait: bool) -> None:
        if wait:
            await self._slack.settle()

    # --- writing ------------------------------------------------------------------------------------------

    async def says(
        self,
        where: Channel,
        text: str,
        *,
        thread: Message | None = None,
        broadcast: bool = False,
        files: dict[str, bytes] | None = None,
        me: bool = False,
        wait: bool = True,
    ) -> Message:
        """Write into a channel or a thread. `files` by name; a bot of another app posts as bots do.

        Raises PermissionError where Slack would not let them write.
        """
        self._check_may_write(where)
        more: Json = {"thread_ts": thread.thread if thread else "", "broadcast": broadcast}
        if self.user.is_bot:
            more |= {"bot_id": self.user.bot_id, "app_id": self.user.app_id}
        else:
            number = self._slack.world.number("client_msg")
            more["client_msg_id"] = f"{number:08x}-0000-4000-8000-{number:012x}"
        text = shapes.typed(text)
        if text:
            more["blocks"] = shapes.rich_text(text, f"r{self._slack.world.number('rich'):05d}")
        if files:
            more["files"] = [self._slack.new_file(self.user, name, content) for name, content in files.items()]
            more["subtype"] = "file_share"
            for file in more["files"]:
                self._slack.acts.share_file(where, file)
        if me:
            more["subtype"] = "me_message"
        message = self._slack.acts.post(where, self.user, text, **more)
        await self._settle(wait)
        return message

    def _check_may_write(self, where: Channel) -> None:
        if not where.has(self.user):
            raise PermissionError(f"{self.user.real_name} is not in {where.name or where.id}")
        if where.archived or self.user.deleted:
            raise PermissionError("an archived channel and a deactivated person are silent")

    async def edits(self, message: Message, text: str, *, wait: bool = True) -> None:
        """Change an own message."""
        self._check_own(message)
        text = shapes.typed(text)
        blocks = shapes.rich_text(text, f"r{self._slack.world.number('rich'):05d}")
        self._slack.acts.edit(message, self.user, text=text, blocks=blocks)
        await self._settle(wait)

    async def deletes(self, message: Message, *, wait: bool = True) -> None:
        """Delete an own message (an administrator any of their team's channels)."""
        if not (self.user.is_admin and message.channel.host.id == self.team.id):
            self._check_own(message)
        self._slack.acts.delete(message)
        await self._settle(wait)

    def _check_own(self, message: Message) -> None:
        if message.user is not self.user:
            raise PermissionError(f"{self.user.real_name} did not write that")

    async def reacts(self, message: Message, name: str, *, remove: bool = False, wait: bool = True) -> None:
        self._slack.acts.react(message, self.user, name.strip(":"), remove=remove)
        await self._settle(wait)

    # --- membership and channels --------------------------------------------------------------------------

    async def joins(self, channel: Channel, *, wait: bool = True) -> None:
        self._slack.acts.join(channel, self.user)
        await self._settle(wait)

    async def invites(self, channel: Channel, other: "Person | Installation", *, wait: bool = True) -> None:
        """Bring somebody, or the app's bot, into a channel."""
        user = other.bot if isinstance(other, Installation) else other.user
        self._slack.acts.join(channel, user, self.user)
        await self._settle(wait)

    async def leaves(self, channel: Channel, *, wait: bool = True) -> None:
        self._slack.acts.leave(channel, self.user)
        await self._settle(wait)

    async def removes(self, channel: Channel, other: "Person | Installation", *, wait: bool = True) -> None:
        """Take somebody, or the app's bot, out of a channel."""
        self._slack.acts.leave(channel, other.bot if isinstance(other, Installation) else other.user)
        await self._settle(wait)

    async def sets_topic(self, channel: Channel, topic: str, *, wait: bool = True) -> None:
        self._slack.acts.set_topic(channel, self.user, topic)
        await self._settle(wait)

    async def renames(self, channel: Channel, name: str, *, wait: bool = True) -> None:
        self._slack.acts.rename(channel, self.user, name)
        await self._settle(wait)

    async def archives(self, channel: Channel, *, undo: bool = False, wait: bool = True) -> None:
        self._slack.acts.archive(channel, self.user, undo=undo)
        await self._settle(wait)

    async def shares(self, channel: Channel, team: Team, name: str = "", *, wait: bool = True) -> None:
        """Connect another company's workspace to a channel."""
        self._slack.acts.share(channel, team, name)
        await self._settle(wait)

    async def unshares(self, channel: Channel, team: Team, *, wait: bool = True) -> None:
        self._slack.acts.unshare(channel, team)
        await self._settle(wait)

    async def changes(self, *, wait: bool = True, **about: Any) -> None:
        """Change one's profile, status, presence or whether one is deactivated."""
        self._slack.acts.change_user(self.user, **about)
        await self._settle(wait)

    # --- using the app ------------------------------------------------------------------------------------

    async def clicks(self, where: Message | View, what: str, value: Any = None) -> Outcome:
        """Press a button, or choose `value` in a select: found by its face, its action id or its value.

        Raises PermissionError for a message this person cannot see, AssertionError where there is no such control.
        """
        return await self._slack.interactions.act(self.user, where, what, value)

    async def looks_up(self, where: Message | View, what: str, typed: str) -> list[str]:
        """Type into a select that asks the app for its options. Returns their faces."""
        return await self._slack.interactions.suggest(self.user, where, what, typed)

    async def submits(self, view: View, values: dict[str, Any] | None = None) -> Outcome:
        """Send a modal with these inputs, named by label, block id or action id."""
        return await self._slack.interactions.submit(self.user, view, values or {})

    async def closes(self, view: View, *, all_views: bool = False) -> None:
        """Close a modal; the app is told if it asked to be."""
        await self._slack.interactions.close(self.user, view, all_views=all_views)

    async def commands(self, where: Channel, line: str) -> Outcome:
        """Type a slash command: `/foyer queue`. Raises PermissionError for people of other workspaces."""
        return await self._slack.interactions.command(self.user, where, line)

    async def uses_shortcut(self, callback_id: str, message: Message | None = None) -> Outcome:
        """A global shortcut, or one on a message. Raises PermissionError for people of other workspaces."""
        return await self._slack.interactions.shortcut(self.user, callback_id, message)

    async def opens_home(self, tab: str = "home", *, wait: bool = True) -> View | None:
        """Look at the app's Home or messages tab. Returns what Home shows then."""
        channel = self._slack.dm(self)
        install = self._slack.installed_for(self.user)
        self._slack.acts.open_home(self.user, install.team, channel, tab, self._slack.world.homes.get(self.id))
        await self._settle(wait)
        return self.home

    # --- seeing -------------------------------------------------------------------------------------------

    @property
    def modal(self) -> View | None:
        """The modal on top, if one is open."""
        stack = self._slack.modals.stack(self.user)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        return self._slack.world.homes.get(self.id)

    def messages(self, where: Channel | None = None) -> list[Message]:
        """What they see in a channel, or in all of theirs, ephemerals included."""
        return self._slack.sight.messages(self.user, where)

    async def sees(self, text: str, where: Channel | Message | None = None, timeout: float = 5.0) -> Message:
        """Wait until a message with this text is there to see: anywhere, in a channel, or in a thread.

        Raises AssertionError after `timeout` seconds of the machine.
        """
        return await self._slack.until(lambda: self.found(text, where), timeout)  # type: ignore[no-any-return]

    def found(self, text: str, where: Channel | Message | None = None) -> Message | None:
        """The newest message with this text that they see now, or None."""
        seen = self._slack.sight.thread(where, self.user) if isinstance(where, Message) else self.messages(where)
        wanted = text.casefold()
        return next((each for each in reversed(seen) if wanted in self._slack.sight.words(each).casefold()), None)

    async def gets_modal(self, timeout: float = 5.0) -> View:
        """Wait until a modal is open."""
        return await self._slack.until(lambda: self.modal, timeout)  # type: ignore[no-any-return]
