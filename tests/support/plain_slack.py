"""A Slack as simple as other people's emulators are: what it leaves out, Foyer may not need.

It reads arguments from the body only, knows few methods (others are a 404 without JSON of Slack's kind), says nothing
of scopes, shared channels or membership, gives no metadata back, and sends bare events.
"""

import hashlib
import hmac
import json
import time
from typing import Any, Self

from aiohttp import ClientSession, web

from tests.support import serving

SECRET = "f" * 32
TOKEN = "xoxb-plain"
TEAM, BOT, NORA, DANA = "T000000001", "U0BOT", "U0NORA", "U0DANA"
CHANNEL, DIRECT = "C0EXT", "D0NORA"
_JSON = "application/json"


class PlainSlack:
    """Serves the Web API on a free port and posts events to `events_url`."""

    def __init__(self) -> None:
        self.events_url = ""
        self.messages: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.lose_answers = 0
        """So many posts are done without anybody hearing of it."""
        self._number = 0
        self._newest_us = 0
        self._methods = {
            "auth.test": self._auth,
            "users.info": self._user,
            "conversations.info": self._channel,
            "conversations.replies": self._replies,
            "conversations.history": self._replies,
            "chat.postMessage": self._post,
        }

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/api/{method}", self._serve)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.api_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/api/"
        self._http = ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()
        await serving.close(self._runner)

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls.append(method)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"ok": False, "error": "not_authed"})
        if method not in self._methods:
            return web.json_response({"message": "Not Found"}, status=404)
        form = request.content_type != _JSON
        arguments = dict(await request.post()) if form else json.loads(await request.text() or "{}")
        answer = self._methods[method](arguments)
        if method == "chat.postMessage" and self.lose_answers:
            self.lose_answers -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(answer)

    def _auth(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "team": "Plain", "team_id": TEAM, "user": "foyer", "user_id": BOT}

    def _user(self, given: dict[str, Any]) -> dict[str, Any]:
        names = {NORA: "Nora Quill", DANA: "Dana Reyes", BOT: "foyer"}
        if given.get("user") not in names:
            return {"ok": False, "error": "user_not_found"}
        name = names[given["user"]]
        user = {"id": given["user"], "team_id": TEAM, "name": name, "is_bot": given["user"] == BOT, "is_admin": True}
        return {"ok": True, "user": {**user, "profile": {"display_name": "", "email": "someone@plain.example"}}}

    def _channel(self, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("channel") == DIRECT:
            return {"ok": True, "channel": {"id": DIRECT, "is_im": True, "user": NORA}}
        if given.get("channel") != CHANNEL:
            return {"ok": False, "error": "channel_not_found"}
        return {"ok": True, "channel": {"id": CHANNEL, "name": "ext", "is_channel": True, "is_member": False}}

    def _replies(self, given: dict[str, Any]) -> dict[str, Any]:
        there = [m for m in self.messages if m["channel"] == given.get("channel")]
        root = given.get("ts")
        return {"ok": True, "messages": [m for m in there if not root or root in (m["ts"], m.get("thread_ts"))]}

    def _post(self, given: dict[str, Any]) -> dict[str, Any]:
        kept = {"channel": given["channel"], "user": BOT, "text": given["text"], "ts": self._ts(), "type": "message"}
        self.messages.append(kept | ({"thread_ts": given["thread_ts"]} if given.get("thread_ts") else {}))
        return {"ok": True, "channel": given["channel"], "ts": kept["ts"]}

    def _ts(self) -> str:
        """The moment in microseconds, as Slack has it, and never the same twice."""
        self._number += 1
        self._newest_us = max(time.time_ns() // 1000, self._newest_us + 1)
        return f"{self._newest_us // 1_000_000}.{self._newest_us % 1_000_000:06d}"

    async def says(self, text: str, *, channel: str = CHANNEL, thread: str = "") -> str:
        """Nora writes; returns the message's ts."""
        message = {"type": "message", "channel": channel, "user": NORA, "text": text, "ts": self._ts()}
        self.messages.append(message | ({"thread_ts": thread} if thread else {}))
        event = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{self._number}", "event": self.messages[-1]}
        assert await self.deliver(json.dumps(event)) == 200
        return str(message["ts"])

    async def deliver(self, body: str, content_type: str = _JSON, *, key: str = SECRET) -> int:
        """Post a signed body; returns the status."""
        stamp = str(int(time.time()))
        mac = hmac.new(key.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": content_type, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}
        async with self._http.post(self.events_url, data=body.encode(), headers=headers) as answer:
            return answer.status

    def answers(self, ts: str, channel: str = CHANNEL) -> list[dict[str, Any]]:
        """What the app has said in a thread, or in a channel (`ts` "")."""
        mine = [m for m in self.messages if m["user"] == BOT and m["channel"] == channel]
        return [m for m in mine if not ts or m.get("thread_ts") == ts]
