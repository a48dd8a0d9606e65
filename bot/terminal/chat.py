"""Chat in a terminal: every line is a message, and the log is printed as it grows."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from typing import Protocol, TextIO
from urllib.parse import urljoin

from core.clock import Clock, new_id
from core.domain.ids import ConversationId
from core.domain.messages import Audience, Author, InboundMessage, Message, QuickReply
from core.domain.people import Level, ProvenBy
from core.engine.reception import Reception, clean_text
from core.errors import FoyerError
from core.ports import Bus, Texts
from core.record import Directory, EventLog

CHANNEL = "terminal"
_REPLY_WAIT_S = 30.0


class TerminalRecord(EventLog, Directory, Protocol):
    """What the terminal reads and writes besides arrivals."""


class TerminalChat:
    """One conversation with the person at the keyboard. `site` is where the help pages stand."""

    def __init__(
        self,
        *,
        record: TerminalRecord,
        reception: Reception,
        bus: Bus,
        clock: Clock,
        texts: Texts,
        write: Callable[[str], None],
        locale: str = "en",
        site: str = "",
    ) -> None:
        self._record = record
        self._reception = reception
        self._bus = bus
        self._clock = clock
        self._texts = texts
        self._write = write
        self._locale = locale
        self._site = site
        self._conversation = ConversationId(new_id())
        self._shown = 0
        self._choices: tuple[QuickReply, ...] = ()
        self._grown = asyncio.Event()

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Talk until the lines end."""
        customer, identity = await self._record.identify(
            CHANNEL, f"terminal:{self._conversation}", ProvenBy.TERMINAL, Level.ANONYMOUS, locale=self._locale
        )
        unsubscribe = self._bus.subscribe(self._on_note)
        self._write(f"\n{self._texts.say('greeting', self._locale)}\n(Ctrl-D ends the chat.)\n")
        try:
            async for line in lines:
                text, action = self._meaning(line.strip())
                if text:
                    try:
                        message = InboundMessage(
                            channel=CHANNEL,
                            conversation_id=self._conversation,
                            customer_id=customer.id,
                            identity_id=identity.id,
                            key=new_id(),
                            text=clean_text(text),
                            received_at=self._clock.now(),
                            action=action,
                            locale=self._locale,
                        )
                        receipt = await self._reception.receive(message)
                        await self._show_reply(receipt.seq)
                    except FoyerError as error:
                        self._write(f"\n! {error.message}\n")
        finally:
            unsubscribe()

    def _meaning(self, line: str) -> tuple[str, str]:
        """A number picks one of the offered replies."""
        if line.isdecimal() and 0 < int(line) <= len(self._choices):
            choice = self._choices[int(line) - 1]
            return choice.text, choice.action
        return line, ""

    def _on_note(self, topic: str, note: dict[str, object]) -> None:
        if topic == "conversation" and note.get("id") == self._conversation:
            self._grown.set()

    async def _show_reply(self, asked_seq: int) -> None:
        """Print what comes until somebody has answered, a person has the word, or it takes too long."""
        deadline = self._clock.monotonic() + _REPLY_WAIT_S
        while True:
            self._grown.clear()
            answered = False
            for message in await self._record.messages(
                self._conversation, after=self._shown, audience=Audience.CUSTOMER
            ):
                self._shown = message.seq
                if message.author is not Author.CUSTOMER:
                    self._print(message)
                    answered = True
            conversation = await self._record.conversation(self._conversation)
            if answered or (conversation is not None and conversation.done_seq >= asked_seq):
                return
            if self._clock.monotonic() > deadline:
                self._write("\n(no answer yet; it will appear with your next line)\n")
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    await self._grown.wait()

    def _print(self, message: Message) -> None:
        said = message.text if message.of is None else f"(changed) {message.text or 'This message was taken back.'}"
        lines = [f"\n{message.author_name or 'Foyer'}: {said}"]
        for source in message.sources:
            address = f" ({urljoin(self._site, source.url)})" if source.url else ""
            lines.append(f"   source: {source.title}{address}")
        self._choices = message.quick_replies
        lines += [f"   [{place}] {choice.text}" for place, choice in enumerate(self._choices, 1)]
        self._write("\n".join(lines) + "\n")


async def keyboard(stream: TextIO = sys.stdin, prompt: str = "\nYou: ") -> AsyncIterator[str]:
    """Lines from a terminal, without blocking the service."""
    loop = asyncio.get_running_loop()
    while True:
        if stream.isatty():
            sys.stdout.write(prompt)
            sys.stdout.flush()
        line = await loop.run_in_executor(None, stream.readline)
        if not line:
            return
        yield line
