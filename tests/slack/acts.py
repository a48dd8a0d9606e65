"""What happens in the fake Slack: each act changes the world and sends the events that Slack would send."""

from typing import TYPE_CHECKING, Any

from tests.slack import shapes
from tests.slack.audit import close_span, open_span
from tests.slack.envelopes import envelope, receiver
from tests.slack.world import ALWAYS, Channel, File, Json, Kind, Message, Stay, Team, User, UserGroup, View, World

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack


class Acts:
    """Things that people, bots and administrators do. None waits: events travel in the background."""

    def __init__(self, slack: "FakeSlack") -> None:
        self._slack = slack

    @property
    def world(self) -> World:
        return self._slack.world

    def emit(self, event: Json, channel: Channel | None = None, *, source: Team, only: Team | None = None) -> None:
        """Send an event to the app, if it subscribes to it and sees it; `only`: through that team's installation."""
        if not self._slack.running:
            return
        install = receiver(self._slack, event, channel, only)
        if install is not None:
            self._slack.courier.send_event(envelope(self._slack, event, install, channel, source))
        self._slack.changed()

    # --- messages -----------------------------------------------------------------------------------------

    def post(self, channel: Channel, user: User, text: str, **more: Any) -> Message:
        """A new message and its events: `message`, and `app_mention` for whom it mentions."""
        message = Message(self.world.stamp(), channel, user, text, **more)
        channel.add(message)
        self.world.show(message)
        self._announce(message)
        return message

    def whisper(self, channel: Channel, user: User, reader: User, text: str, **more: Any) -> Message:
        """A message that one person sees, and no event tells of."""
        message = Message(self.world.stamp(), channel, user, text, only_for=reader, **more)
        channel.ephemerals.append(message)
        self.world.show(message)
        self._slack.changed()
        return message

    def _announce(self, message: Message) -> None:
        channel = message.channel
        event = shapes.message(message, self._slack.base_url, pushed=True)
        stamps = {"channel": channel.id, "event_ts": message.ts}
        if message.broadcast and message.is_reply:
            parent = channel.find(message.thread_ts)
            root = shapes.message(parent, self._slack.base_url, pushed=True) if parent else {}
            event |= {"subtype": "thread_broadcast", "root": root}
        for bot in self._mentioned(message):
            mention = {**event, "type": "app_mention", **stamps}
            mention.pop("subtype", None)
            self.emit(mention, channel, source=message.user.team, only=bot.team)
        self.emit({**event, **stamps, "channel_type": channel.event_kind()}, channel, source=message.user.team)

    def _mentioned(self, message: Message) -> list[User]:
        if message.channel.kind == "im" or message.subtype not in ("", "bot_message", "file_share"):
            return []
        bots = [install.bot for install in self._slack.app.installs if not install.uninstalled]
        return [bot for bot in bots if f"<@{bot.id}>" in message.text and message.user is not bot]

    def edit(self, message: Message, editor: User, *, mark: bool = True, **changes: Any) -> None:
        """Give a message another text, blocks or metadata, marked as edited; `message_changed` follows."""
        before = shapes.message(message, self._slack.base_url, pushed=True)
        for name, value in changes.items():
            setattr(message, name, value)
        if mark:
            message.edited_ts, message.edited_by = self.world.stamp(), editor.id
        self.world.show(message)
        if message.only_for is not None:
            self._slack.changed()
            return
        now = shapes.message(message, self._slack.base_url, pushed=True)
        self._hidden(message, "message_changed", {"message": now, "previous_message": before})

    def delete(self, message: Message) -> None:
        """Remove a message. A parent with replies stays as a tombstone, as in Slack."""
        before = shapes.message(message, self._slack.base_url, pushed=True)
        if message.only_for is not None:
            message.deleted = True
            self.world.hide(message)
            self._slack.changed()
            return
        if message.channel.replies(message.ts):
            message.subtype, message.text = "tombstone", "This message was deleted."
            message.blocks, message.attachments, message.files, message.metadata = [], [], [], {}
            message.user = self.world.users.get("USLACKBOT", message.user)
            message.extra = {"hidden": True}
            self.world.show(message)
            now = shapes.message(message, self._slack.base_url, pushed=True)
            self._hidden(message, "message_changed", {"message": now, "previous_message": before})
            return
        message.deleted = True
        self.world.hide(message)
        self._hidden(message, "message_deleted", {"previous_message": before, "deleted_ts": message.ts})

    def _hidden(self, message: Message, subtype: str, parts: Json) -> None:
        channel, stamp = message.channel, self.world.stamp()
        event = {"type": "message", "subtype": subtype, **parts, "channel": channel.id, "hidden": True}
        stamps = {"ts": stamp, "event_ts": stamp, "channel_type": channel.event_kind()}
        self.emit(event | stamps, channel, source=message.user.team)

    def react(self, message: Message, user: User, name: str, *, remove: bool = False) -> None:
        who = message.reactions.setdefault(name, [])
        if remove:
            who.remove(user)
            if not who:
                del message.reactions[name]
        else:
            who.append(user)
        item = {"type": "message", "channel": message.channel.id, "ts": message.ts}
        event = {"type": "reaction_removed" if remove else "reaction_added", "user": user.id, "reaction": name}
        more = {"item_user": message.user.id, "item": item, "event_ts": self.world.stamp()}
        self.emit(event | more, message.channel, source=user.team)

    def share_file(self, channel: Channel, file: File) -> None:
        """`file_shared`, which comes beside the message that carries the file."""
        file.channels.append(channel)
        event = {"type": "file_shared", "file_id": file.id, "user_id": file.user.id, "file": {"id": file.id}}
        self.emit(event | self._stamped({"channel_id": channel.id}), channel, source=file.user.team)

    def remind(self, channel: Channel, text: str) -> Message:
        """Slackbot's reminder."""
        slackbot = self._slack.slackbot(channel.host)
        return self.post(channel, slackbot, text, subtype="reminder_add")

    # --- membership ---------------------------------------------------------------------------------------

    def create(self, kind: Kind, name: str, creator: User, teams: list[Team]) -> Channel:
        """A new conversation with its creator in it; sends no event."""
        letter = {"public": "C", "private": "C", "im": "D", "mpim": "G"}[kind]
        channel = Channel(self.world.new_id(letter), kind, name, creator, self.world.seconds(), teams)
        self.world.channels[channel.id] = channel
        for team in teams:
            open_span(channel, team, self.world.moment())
        channel.stays.append(Stay(creator, self.world.moment()))
        return channel

    def join(self, channel: Channel, user: User, inviter: User | None = None, *, quiet: bool = False) -> None:
        """Somebody is in the channel from now on: `member_joined_channel` and a `channel_join` message."""
        if channel.has(user):
            return
        channel.stays.append(Stay(user, self.world.moment()))
        if quiet or channel.kind == "im":
            return
        event = {"type": "member_joined_channel", "user": user.id, "channel": channel.id}
        more: Json = {"channel_type": channel.type_letter(), "team": user.team.id}
        if inviter:
            more["inviter"] = inviter.id
        if user.team.enterprise_id:
            more["enterprise"] = user.team.enterprise_id
        self.emit(event | self._stamped(more), channel, source=user.team)
        extra = {"inviter": inviter.id} if inviter else {}
        prefix = "channel" if channel.kind == "public" else "group"
        text = f"<@{user.id}> has joined the channel"
        self.post(channel, user, text, subtype=f"{prefix}_join", extra=extra)

    def leave(self, channel: Channel, user: User) -> None:
        """Somebody is no longer in the channel; the bot itself gets `channel_left`."""
        for stay in channel.stays:
            if stay.user is user and stay.until == ALWAYS:
                stay.until = self.world.moment()
        prefix = "channel" if channel.kind == "public" else "group"
        if any(install.bot is user for install in self._slack.app.installs):
            event = self._stamped({"type": f"{prefix}_left", "channel": channel.id, "actor_id": channel.creator.id})
            self.emit(event, source=user.team, only=user.team)
            return
        event = {"type": "member_left_channel", "user": user.id, "channel": channel.id}
        more = {"channel_type": channel.type_letter(), "team": user.team.id}
        self.emit(event | self._stamped(more), channel, source=user.team)

    # --- channels -----------------------------------------------------------------------------------------

    def set_topic(self, channel: Channel, user: User, topic: str) -> None:
        channel.topic = topic
        prefix = "channel" if channel.kind == "public" else "group"
        text = f"<@{user.id}> set the channel topic: {topic}"
        self.post(channel, user, text, subtype=f"{prefix}_topic", extra={"topic": topic})

    def rename(self, channel: Channel, user: User, name: str) -> None:
        old, channel.name = channel.name, name
        channel.previous_names.insert(0, old)
        prefix = "channel" if channel.kind == "public" else "group"
        about = {"id": channel.id, "is_channel": channel.kind == "public", "is_mpim": False, "name": name}
        about |= {"name_normalized": name, "created": channel.created}
        self.emit(self._stamped({"type": f"{prefix}_rename", "channel": about}), channel, source=user.team)
        text = f'<@{user.id}> has renamed the channel from "{old}" to "{name}"'
        self.post(channel, user, text, subtype=f"{prefix}_name", extra={"old_name": old, "name": name})

    def archive(self, channel: Channel, user: User, *, undo: bool = False) -> None:
        channel.archived = not undo
        prefix = "channel" if channel.kind == "public" else "group"
        event = {"type": f"{prefix}_{'unarchive' if undo else 'archive'}", "channel": channel.id, "user": user.id}
        self.emit(self._stamped(event | ({} if undo else {"is_moved": 0})), channel, source=user.team)

    def change_id(self, channel: Channel) -> str:
        """Give the channel another id, as when sharing begins. Returns the new one; the old is unknown from now on."""
        old = channel.id
        channel.id = self.world.new_id("C")
        del self.world.channels[old]
        self.world.channels[channel.id] = channel
        event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": channel.id}
        self.emit(self._stamped(event), channel, source=channel.host)
        return channel.id

    def propose_share(self, channel: Channel, team: Team) -> None:
        """Another workspace is invited and has not accepted: nobody of it reads along yet."""
        channel.pending.append(team)
        self._slack.changed()

    def share(self, channel: Channel, team: Team, name: str = "") -> None:
        """Connect another workspace; whoever of it joins reads along from now on."""
        channel.pending = [one for one in channel.pending if one.id != team.id]
        channel.teams.append(team)
        channel.names[team.id] = name or channel.name
        open_span(channel, team, self.world.moment())
        event = {"type": "channel_shared", "connected_team_id": team.id, "channel": channel.id}
        self.emit(self._stamped(event), channel, source=channel.host)

    def unshare(self, channel: Channel, team: Team) -> None:
        """Disconnect a workspace: its people are out. Raises ValueError for the host."""
        if team.id == channel.host.id:
            raise ValueError("the host cannot be disconnected from its own channel")
        channel.teams = [one for one in channel.teams if one.id != team.id]
        close_span(channel, team, self.world.moment())
        for stay in channel.stays:
            if stay.user.team.id == team.id and stay.until == ALWAYS:
                stay.until = self.world.moment()
        channel.severed = not channel.is_ext_shared
        event = {"type": "channel_unshared", "previously_connected_team_id": team.id, "channel": channel.id}
        more = {"is_ext_shared": channel.is_ext_shared}
        self.emit(self._stamped(event | more), channel, source=channel.host)

    # --- people and the app -------------------------------------------------------------------------------

    def change_user(self, user: User, **changes: Any) -> None:
        """Change a profile, a status or whether somebody is deactivated: `user_change` to teams that know them."""
        for name, value in changes.items():
            setattr(user, name, value)
        user.updated = self.world.seconds()
        for install in self._slack.app.installs:
            if self.world.known_to(user, install.team):
                shape = shapes.user(user, self.world, install.team, with_email="users:read.email" in install.scopes)
                event = {"type": "user_change", "user": shape, "cache_ts": user.updated}
                self.emit(self._stamped(event), source=user.team, only=install.team)

    def regroup(self, group: UserGroup, users: list[User]) -> None:
        """A user group has these members from now on: `subteam_members_changed`."""
        before, group.users = group.users, users
        added = [one.id for one in users if one not in before]
        removed = [one.id for one in before if one not in users]
        event: Json = {"type": "subteam_members_changed", "subteam_id": group.id, "team_id": group.team.id}
        event |= {"added_users": added, "removed_users": removed}
        event |= {"added_users_count": len(added), "removed_users_count": len(removed)}
        self.emit(self._stamped(event), source=group.team, only=group.team)

    def open_home(self, user: User, install_team: Team, channel: Channel, tab: str, view: View | None) -> None:
        event: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
        install = self._slack.install_in(install_team)
        if view is not None and tab == "home":
            event["view"] = shapes.view(view, install_team.id, self._slack.app.id, install.bot_id)
        self.emit(self._stamped(event), source=user.team, only=install_team)

    def revoke(self, team: Team) -> None:
        """The workspace's token stops working: `tokens_revoked`."""
        install = self._slack.install_in(team)
        install.revoked = True
        tokens = {"oauth": [], "bot": [install.bot.id]}
        self.emit({"type": "tokens_revoked", "tokens": tokens, "event_ts": self.world.stamp()}, source=team, only=team)

    def uninstall(self, team: Team) -> None:
        """The app is removed: `tokens_revoked` and `app_uninstalled`, in no promised order."""
        self.revoke(team)
        install = self._slack.install_in(team)
        for channel in self.world.channels_of(install.bot):
            for stay in channel.stays:
                if stay.user is install.bot and stay.until == ALWAYS:
                    stay.until = self.world.moment()
        self.emit(self._stamped({"type": "app_uninstalled"}), source=team, only=team)
        install.uninstalled = True

    def _stamped(self, event: Json) -> Json:
        return {**event, "event_ts": self.world.stamp()}
