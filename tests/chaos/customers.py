"""Customers on bad networks: they lose the connection, send twice, and are in a hurry."""

import asyncio
import random
from collections.abc import Iterator

from tests.support.visitor import Silence, Visitor

PATIENCE_S = 90.0
_WANT_A_PERSON = ("I want to talk to a person", "Can I speak to a human please", "Get me somebody real")


class Customer:
    """One conversation of numbered messages."""

    def __init__(self, number: int, visitor: Visitor, rng: random.Random, texts: Iterator[str]) -> None:
        self.number = number
        self.visitor = visitor
        self.sent: list[str] = []
        """Client ids in the order in which the customer wrote."""
        self.resent = 0
        self.dropped = 0
        self.posted = 0
        self._rng = rng
        self._texts = texts

    async def talk(self, messages: int) -> None:
        """Say everything, whatever happens on the way, and wait until it is stored."""
        await self.visitor.open(PATIENCE_S)
        for index in range(messages):
            cid = self.visitor.say(self._text(index))
            self.sent.append(cid)
            await self._mischief(cid)
            await self._pause()
        said = self.visitor.said
        await self.visitor.until(lambda: all(m.settled for m in said.values()), PATIENCE_S, "the last acknowledgement")
        await self.visitor.close()

    def _text(self, index: int) -> str:
        wish = self._rng.random() < 0.07
        words = self._rng.choice(_WANT_A_PERSON) if wish else next(self._texts)
        return f"{words} [{self.number}.{index}]"

    async def _mischief(self, cid: str) -> None:
        visitor, dice = self.visitor, self._rng.random()
        alone = all(m.settled or m.cid == cid for m in visitor.said.values())
        if dice < 0.12 and alone and visitor.token:
            self.posted += 1  # the same message on both ways at once
            await asyncio.gather(visitor.post(cid), visitor.post(cid))
        elif dice < 0.20:
            self.dropped += 1
            await asyncio.sleep(self._rng.random() * 0.02)  # before, while or after it is stored
            visitor.drop()
        elif dice < 0.38:
            known = [m.cid for m in visitor.said.values() if m.seq is not None]
            if known:
                self.resent += 1
                await visitor.resend(self._rng.choice(known))

    async def _pause(self) -> None:
        """Mostly wait for the answer; at times write on, or leave and come back."""
        visitor, dice = self.visitor, self._rng.random()
        if dice < 0.30:
            await asyncio.sleep(self._rng.random() * 0.1)
            return
        try:
            if dice < 0.85 and not self._with_person():
                await visitor.reply_to(self.sent[-1], timeout=6.0)
            else:
                await visitor.stored(self.sent[-1], timeout=6.0)
        except Silence:
            return  # the service is down just now: write on
        await asyncio.sleep(self._rng.random() * 0.3)
        if self._rng.random() < 0.10:
            self.dropped += 1
            visitor.drop()

    def _with_person(self) -> bool:
        speakers = [event["with"]["kind"] for event in self.visitor.events if "with" in event]
        return bool(speakers) and speakers[-1] == "human"
