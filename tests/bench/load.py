"""The load: visitors that ask real questions, each in new words, and wait for the answer.

The client is as thin as it can be, and the same for Foyer and for the floor: what is timed is the server.
"""

import asyncio
import itertools
import json
import random
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from aiohttp import ClientSession, ClientWebSocketResponse

from tests.bench.servers import ROOT

TURNS_EACH = 5
"""Turns before the next visitor takes over."""
REPLY_S = 30.0
_OPENINGS = (
    "",
    "Hi, ",
    "Hello there. ",
    "Good morning, ",
    "Quick one: ",
    "Sorry to bother you, ",
    "Hey! ",
    "Me again: ",
)
_CLOSINGS = (
    "",
    " Thanks",
    " Thank you, Anna",
    " It is rather urgent.",
    " We are on Growth.",
    " Cheers, Tom",
    " Please help",
)


def questions(seed: int) -> Iterator[str]:
    """Real questions without end, no two alike, so that no vector is remembered from before."""
    data = yaml.safe_load((ROOT / "examples" / "harborlight" / "questions.yaml").read_text())
    known = [entry["question"] for entry in data["answerable"]] + data["unanswerable"]
    wrapped = list(itertools.product(_OPENINGS, known, _CLOSINGS))
    random.Random(seed).shuffle(wrapped)
    for round_ in itertools.count():
        for opening, question, closing in wrapped:
            yield f"{opening}{question}{closing}" + (f" [{round_}]" if round_ else "")


@dataclass
class Asker:
    """One visitor's socket."""

    http: ClientSession
    url: str
    token: str | None = None
    conversation: str = field(default_factory=lambda: uuid.uuid4().hex)
    after: int = 0
    turns: int = 0
    over: bool = False
    """A person has been brought in: nobody answers here any more."""
    ws: ClientWebSocketResponse | None = None

    async def open(self) -> "Asker":
        self.ws = await self.http.ws_connect(self.url.replace("http", "ws", 1) + "/ws", max_msg_size=0)
        hello = {"type": "hello", "v": 1, "token": self.token, "after": self.after, "locale": "en"}
        await self.ws.send_str(json.dumps({**hello, "conversation": self.conversation if self.after else None}))
        async with asyncio.timeout(REPLY_S):
            while json.loads((await self.ws.receive()).data)["type"] != "welcome":
                pass
        return self

    async def ask(self, text: str) -> float:
        """Milliseconds from sending a message to the reply."""
        assert self.ws is not None
        frame = {"type": "message", "cid": uuid.uuid4().hex, "conversation": self.conversation, "text": text}
        began = time.perf_counter()
        await self.ws.send_str(json.dumps({**frame, "action": ""}))
        async with asyncio.timeout(REPLY_S):
            while True:
                answer = json.loads((await self.ws.receive()).data)
                if answer["type"] == "event" and answer["author"]["kind"] != "customer":
                    break
                if answer["type"] == "error":
                    raise RuntimeError(f"refused: {answer}")
        took = (time.perf_counter() - began) * 1000
        self.turns += 1
        self.over = answer.get("notice") == "handed_off" or self.turns >= TURNS_EACH
        return took

    async def close(self) -> None:
        if self.ws is not None:
            await self.ws.close()


async def one_at_a_time(http: ClientSession, url: str, texts: list[str]) -> list[float]:
    """The time of each turn, with nobody else there; connecting is not part of it."""
    took, asker = [], await Asker(http, url).open()
    for text in texts:
        if asker.over:
            await asker.close()
            asker = await Asker(http, url).open()
        took.append(await asker.ask(text))
    await asker.close()
    return took


@dataclass
class Burst:
    """What many visitors at once saw."""

    turns: int
    seconds: float
    took_ms: list[float]


async def all_at_once(http: ClientSession, url: str, texts: list[str], concurrency: int) -> Burst:
    """`concurrency` visitors, each asking its next question as soon as it has its answer."""
    queue = iter(texts)
    took: list[float] = []

    async def visitor(asker: Asker) -> None:
        for text in queue:
            if asker.over:
                await asker.close()
                asker = await Asker(http, url).open()
            took.append(await asker.ask(text))
        await asker.close()

    askers = [await Asker(http, url).open() for _ in range(concurrency)]
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for asker in askers:
            group.create_task(visitor(asker))
    return Burst(len(texts), time.perf_counter() - began, took)
