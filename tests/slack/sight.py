"""What a person sees: the channels open to them, messages, threads, ephemerals, modals; and nothing else."""

from typing import TYPE_CHECKING

from tests.slack.world import Channel, Json, Message, User, View, strings

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack


class Sight:
    """Looks at the world through somebody's eyes."""

    def __init__(self, slack: "FakeSlack") -> None:
        self._slack = slack

    def channels(self, user: User) -> list[Channel]:
        """The channels somebody is in."""
        return self._slack.world.channels_of(user)

    def messages(self, user: User, channel: Channel | None = None) -> list[Message]:
        """Messages and own ephemerals in one channel or all of theirs, in order of time."""
        found: list[Message] = []
        for each in [channel] if channel else self.channels(user):
            if each.has(user):
                found += [message for message in each.messages if not message.deleted]
                found += [one for one in each.ephemerals if one.only_for is user and not one.deleted]
        return sorted(found, key=lambda message: float(message.ts))

    def thread(self, message: Message, user: User | None) -> list[Message]:
        """The thread of a message, its first message included: what this person sees, or what everybody does."""
        top = message.thread
        if user is not None:
            return [one for one in self.messages(user, message.channel) if one.thread == top]
        return [one for one in message.channel.messages if one.thread == top and not one.deleted]

    def views(self, user: User) -> list[View]:
        return self._slack.modals.stack(user)

    def words(self, message: Message) -> str:
        """The readable text of a message: its blocks where it has any, else its text, and files' names."""
        spoken = [message.text]
        if message.blocks and not all(block["type"] == "rich_text" for block in message.blocks):
            spoken = [words for block in message.blocks for words in block_words(block)]
        spoken += [words for each in message.attachments for words in strings(each.get("text") or each.get("fallback"))]
        return "\n".join([part for part in spoken if part] + [f"[{file.name}]" for file in message.files])

    def report(self) -> str:
        """The last messages everywhere, for the text of a failed test."""
        lines = []
        for channel in self._slack.world.channels.values():
            for message in sorted([*channel.messages, *channel.ephemerals], key=lambda one: float(one.ts))[-8:]:
                reader = f" (only to {message.only_for.real_name})" if message.only_for else ""
                gone = " (deleted)" if message.deleted else ""
                name = message.username or message.user.real_name
                lines.append(f"#{channel.name or channel.id} {name}{reader}{gone}: {self.words(message)}")
        return "\n".join(lines) or "nothing at all"


def block_words(block: Json) -> list[str]:
    """The texts a block shows; not its ids and values."""
    if "text" in block and isinstance(block["text"], str) and block.get("type") in ("markdown", "mrkdwn", "plain_text"):
        return [block["text"]]
    found: list[str] = []
    for key in ("text", "label", "title", "hint", "placeholder", "alt_text"):
        part = block.get(key)
        found += block_words(part) if isinstance(part, dict) else [part] if isinstance(part, str) and part else []
    for key in ("fields", "elements", "options"):
        for part in block.get(key) or []:
            found += block_words(part)
    for key in ("accessory", "element"):
        if isinstance(block.get(key), dict):
            found += block_words(block[key])
    return found
