"""A server that speaks the widget's protocol from memory and misbehaves on demand, and the pages it is tried on."""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.support import serving

STATIC = Path(__file__).resolve().parents[2] / "bot" / "web" / "static"
BOT = {"kind": "bot", "name": "Beacon"}
STRICT_POLICY = (
    "default-src 'none'; script-src 'self' {base}; style-src 'self'; connect-src 'self' {base} {socket}; "
    "require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'"
)
FAST = {
    "hello": 4000,
    "ack": 3000,
    "ping": 60000,
    "pong": 800,
    "backoff": 40,
    "backoffMax": 200,
    "restart": 40,
    "limited": 100,
    "upgrade": 400,
    "think": 30000,
    "typing": 300,
    "poll": 2000,
}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/page.css"><script src="/settings.js"></script>
<script src="{base}/widget.js" {attributes} async></script></head>
<body><main><h1>Host page</h1><p><a href="#first">A link of the page</a></p><input aria-label="Field of the page">
</main></body></html>"""
# What the page must tell about itself before the widget starts: everything a browser would complain about.
WATCH = """window.complaints = [];
addEventListener("securitypolicyviolation", (e) => complaints.push(`${e.violatedDirective} ${e.blockedURI}`));
addEventListener("error", (e) => complaints.push(String(e.message)));
addEventListener("unhandledrejection", (e) => complaints.push(String(e.reason)));
"""

Frame = dict[str, Any]


@dataclass
class Talk:
    """One conversation's log. `seq` also counts what customers do not see, so their numbers have gaps."""

    owner: str
    events: list[Frame] = field(default_factory=list)
    cids: dict[str, int] = field(default_factory=dict)
    seq: int = 0
    partner: dict[str, str] = field(default_factory=lambda: dict(BOT))
    status: str = "open"
    grown: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False)
class Socket:
    """One open way to a tab."""

    ws: web.WebSocketResponse
    token: str = ""
    conversation: str | None = None


class FakeFoyer:
    """The server side in memory. The attributes are switches a test turns."""

    def __init__(self) -> None:
        self.talks: dict[str, Talk] = {}
        self.sockets: list[Socket] = []
        self.received: list[Frame] = []
        self.settings: dict[str, Any] = {"times": dict(FAST)}
        self.css = "body { font-family: sans-serif }"
        self.attributes = 'data-locale="en"'
        self.suggestions = ["How do I add a team member?", "Can I export my calendar?"]
        self.max_chars = 4000
        self.refuse_sockets = False  # the upgrade is answered 502
        self.swallow_sockets = False  # the upgrade works, nothing comes through
        self.close_hellos_with: list[int] = []  # close codes for the next hellos
        self.drop_acks = 0  # store the next messages, then cut the way instead of answering
        self.ignore_messages = 0  # neither store nor answer the next messages
        self.errors: list[Frame] = []  # answers to the next messages instead of storing them
        self.greets = asyncio.Event()  # sockets that say hello wait for it
        self.greets.set()
        self.deaf = False  # store and say nothing
        self.pages: list[web.RouteDef] = []  # more pages to serve, instead of the bare static files
        self._tokens = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self._port = 0

    # --- life -----------------------------------------------------------------------------------------------

    async def start(self) -> None:
        app = web.Application(middlewares=[_share])
        app.router.add_get("/ws", self._socket)
        app.router.add_post("/api/widget/hello", self._post_hello)
        app.router.add_post("/api/widget/messages", self._post_message)
        app.router.add_post("/api/widget/seen", self._post_seen)
        app.router.add_get("/api/widget/events", self._get_events)
        app.router.add_route("OPTIONS", "/{path:.*}", self._preflight)
        app.router.add_get("/page", self._page)
        app.router.add_get("/page.css", self._page_css)
        app.router.add_get("/settings.js", self._settings_js)
        app.router.add_get("/favicon.ico", self._nothing)
        if self.pages:
            app.add_routes(self.pages)
        else:
            app.router.add_static("/", STATIC)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self, code: int = 1001) -> None:
        """Go away; `start()` comes back on the same port with the same memory."""
        await self.close_sockets(code)
        if self._runner:
            await serving.close(self._runner)
        self._runner = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def page_url(self, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self._port}/page"

    # --- what tests do --------------------------------------------------------------------------------------

    @property
    def talk(self) -> Talk:
        """The only conversation there is."""
        (talk,) = self.talks.values()
        return talk

    @property
    def texts(self) -> list[str]:
        """What customers wrote, as stored."""
        events = [event for talk in self.talks.values() for event in talk.events]
        return [event["text"] for event in events if event["author"]["kind"] == "customer"]

    async def say(
        self,
        text: str,
        *,
        kind: str = "bot",
        name: str = "Beacon",
        partner: dict[str, str] | None = None,
        **extra: Any,
    ) -> Frame:
        """Write into the only conversation and deliver it; `partner` is who speaks from here on."""
        if partner:
            extra["with"] = partner
        event = self._append(self.talk, {"author": {"kind": kind, "name": name}, "text": text, **extra})
        await self._deliver(event)
        return event

    def write_silently(self, text: str, **extra: Any) -> Frame:
        """Write into the log without telling anybody: the wake-up was lost."""
        return self._append(self.talk, {"author": dict(BOT), "text": text, **extra})

    async def broadcast(self, frame: Frame) -> None:
        for socket in list(self.sockets):
            with contextlib.suppress(ConnectionError):
                await socket.ws.send_str(json.dumps(frame))

    async def close_sockets(self, code: int) -> None:
        for socket in list(self.sockets):
            await socket.ws.close(code=code)

    def cut_sockets(self) -> None:
        """Lose the connections without a goodbye."""
        for socket in list(self.sockets):
            transport = socket.ws._req.transport if socket.ws._req else None
            if transport:
                transport.abort()

    # --- the log --------------------------------------------------------------------------------------------

    def _append(self, talk: Talk, event: Frame) -> Frame:
        previous = talk.events[-1]["seq"] if talk.events else 0
        talk.seq += 1
        (conversation,) = [key for key, value in self.talks.items() if value is talk]
        talk.partner = event.get("with", talk.partner)
        notice = event.get("notice")
        talk.status = "resolved" if notice == "resolved" else "open"
        full = {
            "type": "event",
            "conversation": conversation,
            "seq": talk.seq,
            "prev": previous,
            "at": int(time.time() * 1000),
            "cid": None,
            "sources": [],
            "quick_replies": [],
            "notice": None,
            "with": talk.partner,
            **event,
        }
        talk.events.append(full)
        talk.grown.set()
        talk.grown = asyncio.Event()
        return full

    async def _deliver(self, event: Frame) -> None:
        for socket in list(self.sockets):
            if socket.conversation == event["conversation"]:
                with contextlib.suppress(ConnectionError):
                    await socket.ws.send_str(json.dumps(event))

    def _welcome(self, hello: Frame) -> Frame:
        token = hello.get("token") or f"visitor-{next(self._tokens)}"
        wanted = hello.get("conversation")
        talk = self.talks.get(wanted) if wanted else None
        if talk and talk.owner != token:
            return {"type": "error", "code": "not_found", "message": "This conversation is not yours."}
        return {
            "type": "welcome",
            "v": 1,
            "token": token,
            "conversation": wanted if talk else None,
            "seq": talk.events[-1]["seq"] if talk and talk.events else 0,
            "with": talk.partner if talk else BOT,
            "status": talk.status if talk else "open",
            "limits": {"max_chars": self.max_chars},
            "company": {"name": "Harborlight", "bot_name": "Beacon"},
            "greeting": "Hi, I'm Beacon, Harborlight's assistant (a bot). I can help with your calendar, "
            "reminders and billing, and pass you to a person at any time.",
            "suggestions": self.suggestions,
        }

    def _store(self, token: str, message: Frame) -> tuple[Frame, Frame | None]:
        """The acknowledgement, and the event if the message is new."""
        talk = self.talks.setdefault(message["conversation"], Talk(owner=token))
        if talk.owner != token:
            return {"type": "error", "code": "not_found", "message": "", "cid": message["cid"]}, None
        seq = talk.cids.get(message["cid"])
        if seq is not None:
            return {"type": "ack", "cid": message["cid"], "seq": seq, "duplicate": True}, None
        author = {"kind": "customer", "name": ""}
        content = {"author": author, "text": message["text"], "cid": message["cid"]}
        event = self._append(talk, content)
        talk.cids[message["cid"]] = event["seq"]
        return {"type": "ack", "cid": message["cid"], "seq": event["seq"], "duplicate": False}, event

    # --- sockets --------------------------------------------------------------------------------------------

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self.refuse_sockets:
            return web.Response(status=502)
        ws = web.WebSocketResponse(max_msg_size=64 * 1024)
        await ws.prepare(request)
        socket = Socket(ws)
        self.sockets.append(socket)
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT and not self.swallow_sockets:
                    await self._heard(socket, json.loads(message.data))
        except ConnectionError:
            pass
        finally:
            self.sockets.remove(socket)
        return ws

    async def _heard(self, socket: Socket, frame: Frame) -> None:
        self.received.append(frame)
        if frame["type"] == "hello":
            await self._greet(socket, frame)
        elif frame["type"] == "message":
            await self._take(socket, frame)
        elif frame["type"] == "ping" and not self.deaf:
            await socket.ws.send_str('{"type":"pong"}')

    async def _greet(self, socket: Socket, hello: Frame) -> None:
        if self.close_hellos_with:
            await socket.ws.close(code=self.close_hellos_with.pop(0))
            return
        welcome = self._welcome(hello)
        await self.greets.wait()
        if welcome["type"] == "error":
            await socket.ws.send_str(json.dumps(welcome))
            return
        socket.token, socket.conversation = welcome["token"], hello["conversation"] or welcome["conversation"]
        await socket.ws.send_str(json.dumps(welcome))
        if welcome["conversation"]:
            for event in self.talks[welcome["conversation"]].events:
                if event["seq"] > hello["after"]:
                    await socket.ws.send_str(json.dumps(event))

    async def _take(self, socket: Socket, frame: Frame) -> None:
        if self.ignore_messages:
            self.ignore_messages -= 1
            return
        if self.errors:
            await socket.ws.send_str(json.dumps({"type": "error", "cid": frame["cid"], **self.errors.pop(0)}))
            return
        answer, event = self._store(socket.token, frame)
        if self.drop_acks:
            self.drop_acks -= 1
            await socket.ws.close(code=WSCloseCode.INTERNAL_ERROR)
            return
        if answer["type"] == "ack":
            socket.conversation = frame["conversation"]
        await socket.ws.send_str(json.dumps(answer))
        if event:
            await self._deliver(event)

    # --- plain requests -------------------------------------------------------------------------------------

    async def _post_hello(self, request: web.Request) -> web.Response:
        frame = await request.json()
        self.received.append({**frame, "via": "http"})
        answer = self._welcome(frame)
        if answer["type"] == "error":
            return web.json_response({"error": answer}, status=404)
        return web.json_response(answer)

    async def _post_message(self, request: web.Request) -> web.Response:
        frame = await request.json()
        self.received.append({**frame, "via": "http"})
        if self.errors:
            return web.json_response({"error": self.errors.pop(0)}, status=429)
        answer, _ = self._store(_token(request), frame)
        return web.json_response(answer)

    async def _post_seen(self, request: web.Request) -> web.Response:
        self.received.append({**await request.json(), "via": "http"})
        return web.json_response({})

    async def _get_events(self, request: web.Request) -> web.Response:
        talk = self.talks.get(request.query["conversation"])
        if not talk or talk.owner != _token(request):
            return web.json_response({"error": {"code": "not_found", "message": ""}}, status=404)
        after = int(request.query["after"])
        if talk.seq <= after:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(talk.grown.wait(), float(request.query["wait"]))
        events = [event for event in talk.events if event["seq"] > after]
        return web.json_response({"events": events, "typing": []})

    # --- pages ----------------------------------------------------------------------------------------------

    async def _page(self, request: web.Request) -> web.Response:
        policy = STRICT_POLICY.format(base=self.base, socket=self.base.replace("http", "ws"))
        text = PAGE.format(base=self.base, attributes=self.attributes)
        headers = {"Content-Security-Policy": policy}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def _page_css(self, request: web.Request) -> web.Response:
        return web.Response(text=self.css, content_type="text/css")

    async def _settings_js(self, request: web.Request) -> web.Response:
        script = f"{WATCH}window.FoyerSettings = {json.dumps(self.settings)};"
        return web.Response(text=script, content_type="text/javascript")

    async def _nothing(self, request: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _preflight(self, request: web.Request) -> web.Response:
        return web.Response(status=204)


def _token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


@web.middleware
async def _share(request: web.Request, handler: Any) -> web.StreamResponse:
    """What a page of another origin needs to load the modules and to call."""
    response: web.StreamResponse = await handler(request)
    if not response.prepared:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "authorization, content-type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Cache-Control"] = "no-cache"
    return response


@contextlib.asynccontextmanager
async def fake_foyer() -> AsyncIterator[FakeFoyer]:
    fake = FakeFoyer()
    await fake.start()
    try:
        yield fake
    finally:
        await fake.stop()
