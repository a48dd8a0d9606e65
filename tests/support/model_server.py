"""A server of chat models on loopback, as OpenAI's and Anthropic's interfaces have it: it says what tests tell it to.

Every request is kept as it came over the wire, so that a test can look for what must never leave.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.support import serving

Script = Callable[[dict[str, Any]], "Says"]


@dataclass(frozen=True)
class Says:
    """One reply. `data` goes out as JSON text, `text` as it stands; `status` other than 200 is an error."""

    data: Any = None
    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    tokens: tuple[int, int] | None = (1000, 100)
    broken: bool = False
    problem: str = "no"
    """What an error says."""

    @property
    def content(self) -> str:
        return self.text if self.data is None else json.dumps(self.data)


@dataclass
class ModelServer:
    """`replies` are used up in order, then `always` speaks. `requests` are the bodies received, `raw` their bytes."""

    url: str = ""
    always: Script = lambda body: Says(status=500)
    replies: list[Says] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def wire(self) -> str:
        """All that has come in."""
        return "\n".join(self.raw)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.text()
        body = json.loads(raw)
        self.raw.append(raw)
        self.requests.append(body)
        self.keys.append(request.headers.get("Authorization", "") or request.headers.get("x-api-key", ""))
        self.came.set()
        says = self.replies.pop(0) if self.replies else self.always(body)
        if says.delay_s:
            await asyncio.sleep(says.delay_s)
        if says.status != 200:
            return web.json_response({"error": {"message": says.problem}}, status=says.status, headers=says.headers)
        if says.broken:
            return web.Response(text="<html>a proxy's page</html>", content_type="text/html")
        make = _anthropic if request.path.endswith("/messages") else _openai
        return web.json_response(make(says, body))


def _openai(says: Says, body: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": says.content}
    if body.get("tools"):
        name = body["tools"][0]["function"]["name"]
        call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": says.content}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    reply: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
    }
    if says.tokens:
        read, written = says.tokens
        reply["usage"] = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    return reply


def _anthropic(says: Says, body: dict[str, Any]) -> dict[str, Any]:
    read, written = says.tokens or (0, 0)
    block: dict[str, Any] = {"type": "text", "text": says.content}
    if body.get("tools"):
        block = {"type": "tool_use", "id": "toolu_1", "name": body["tools"][0]["name"], "input": says.data}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [block],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": read, "output_tokens": written},
    }


@contextlib.asynccontextmanager
async def model_server() -> AsyncIterator[ModelServer]:
    """Serve on a free port until left."""
    server = ModelServer()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", server.handle)
    app.router.add_post("/v1/messages", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await serving.close(runner)
