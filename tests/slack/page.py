"""The browser page: one sees with a person's eyes and does what they would do, live."""

import asyncio
import contextlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from core.clock import SystemClock
from tests.slack import shapes
from tests.slack.people import Outcome, Person
from tests.slack.world import Channel, Json, Message, View

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack

_FILES = Path(__file__).parent / "screen"
_QUIET = 0.05
"""Seconds in which changes are gathered into one notice."""


class Page:
    """Serves the page, what a person sees as JSON, their acts, and a stream of notices that something changed."""

    def __init__(self, slack: "FakeSlack", people: Sequence[Person]) -> None:
        self._slack = slack
        self._people = {person.id: person for person in people}
        self._closing = False

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._index),
            web.get("/page/{name:[a-z]+[.](?:js|css)}", self._file),
            web.get("/page/state", self._state),
            web.get("/page/live", self._live),
            web.post("/page/act", self._act),
        ]

    def close(self) -> None:
        """End all streams."""
        self._closing = True
        self._slack.changed()

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_FILES / "index.html", headers={"Cache-Control": "no-store"})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = _FILES / request.match_info["name"]
        return (
            web.FileResponse(path, headers={"Cache-Control": "no-store"}) if path.exists() else web.Response(status=404)
        )

    async def _live(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        clock = SystemClock()
        # Whoever shuts the page is gone without a word: that is no failure.
        with self._slack.watching() as changed, contextlib.suppress(ConnectionError):
            while not self._closing:
                await stream.write(b"data: changed\n\n")
                await changed.wait()
                await clock.sleep(_QUIET)
                changed.clear()
        return stream

    # --- seeing -------------------------------------------------------------------------------------------

    async def _state(self, request: web.Request) -> web.Response:
        person = self._people.get(request.query.get("as", "")) or next(iter(self._people.values()))
        user, slack = person.user, self._slack
        direct = slack.dm(person)
        channels = [self._channel(one, person) for one in slack.sight.channels(user)]
        state = {
            "me": user.id,
            "app": slack.app.name,
            "direct": direct.id,
            "people": [
                {"id": one.id, "name": one.user.real_name, "team": one.team.name} for one in self._people.values()
            ],
            "names": {one.id: one.real_name for one in slack.world.users.values()},
            "channels": channels,
            "modal": self._view(person.modal),
            "home": self._view(person.home),
        }
        return web.json_response(state)

    def _channel(self, channel: Channel, person: Person) -> Json:
        messages = [self._message(one, person) for one in self._slack.sight.messages(person.user, channel)]
        statuses = {
            thread: status["status"]
            for (place, thread), status in self._slack.world.statuses.items()
            if place == channel.id
        }
        return {
            "id": channel.id,
            "name": channel.names.get(person.team.id, channel.name),
            "kind": channel.kind,
            "shared": [team.name for team in channel.teams] if channel.is_ext_shared else [],
            "archived": channel.archived,
            "messages": messages,
            "statuses": statuses,
        }

    def _message(self, message: Message, person: Person) -> Json:
        typed = all(block["type"] == "rich_text" for block in message.blocks)
        return {
            "ts": message.ts,
            "thread": message.thread,
            "reply": message.is_reply,
            "broadcast": message.broadcast,
            "author": message.username or message.user.real_name,
            "team": message.user.team.name,
            "bot": bool(message.bot_id),
            "text": message.text,
            "blocks": [] if typed else message.blocks,
            "attachments": message.attachments,
            "files": [one.name for one in message.files],
            "quiet": message.subtype not in ("", "bot_message", "file_share", "thread_broadcast", "me_message"),
            "only_me": message.only_for is not None,
            "edited": bool(message.edited_ts),
            "mine": message.user is person.user,
            "streaming": message.streaming,
            "reactions": {name: len(who) for name, who in message.reactions.items()},
            "mine_reactions": [name for name, who in message.reactions.items() if person.user in who],
        }

    def _view(self, view: View | None) -> Json | None:
        return None if view is None else {"id": view.id, "body": shapes.bare(view.body), "errors": view.errors}

    # --- doing --------------------------------------------------------------------------------------------

    async def _act(self, request: web.Request) -> web.Response:
        """Refused acts answer 409 with a sentence for the person; only JSON is taken, so no other site can act."""
        if request.content_type != "application/json":
            return web.Response(status=415)
        body = await request.json()
        person = self._people[body["as"]]
        try:
            note = await asyncio.wait_for(self._do(person, body), 10)
        except TimeoutError:
            note = "The app has not answered yet."
        except (AssertionError, PermissionError, LookupError) as refused:
            return web.json_response({"note": str(refused)}, status=409)
        return web.json_response({"note": note})

    async def _do(self, person: Person, body: Json) -> str:
        what = body["do"]
        if what == "submit":
            return _note(await person.submits(self._slack.world.views[body["view"]], body["values"]))
        if what == "close":
            await person.closes(self._slack.world.views[body["view"]])
            return ""
        if what == "home":
            await person.opens_home(body["tab"], wait=False)
            return ""
        if what == "click":
            return _note(await person.clicks(self._target(person, body), body["action"], body.get("value")))
        return await self._write(person, body)

    async def _write(self, person: Person, body: Json) -> str:
        what = body["do"]
        channel = self._slack.world.channels[body["channel"]]
        if what == "say":
            if body["text"].startswith("/"):
                return _note(await person.commands(channel, body["text"]))
            thread = self._found(person, channel, body["thread"]) if body.get("thread") else None
            broadcast = bool(body.get("broadcast"))
            await person.says(channel, body["text"], thread=thread, broadcast=broadcast, wait=False)
            return ""
        message = self._found(person, channel, body["ts"])
        if what == "edit":
            await person.edits(message, body["text"], wait=False)
        elif what == "delete":
            await person.deletes(message, wait=False)
        elif what == "react":
            remove = person.user in message.reactions.get(body["name"], [])
            await person.reacts(message, body["name"], remove=remove, wait=False)
        else:
            raise LookupError(f"there is no act {what!r}")
        return ""

    def _target(self, person: Person, body: Json) -> Message | View:
        if body.get("view"):
            return self._slack.world.views[body["view"]]
        return self._found(person, self._slack.world.channels[body["channel"]], body["ts"])

    def _found(self, person: Person, channel: Channel, ts: str) -> Message:
        for message in self._slack.sight.messages(person.user, channel):
            if message.ts == ts:
                return message
        raise LookupError("that message is gone")


def _note(outcome: Outcome) -> str:
    if outcome.ok or outcome.errors:
        return ""
    said = outcome.answer.reason or json.dumps(outcome.answer.body)
    return f"⚠ The app did not acknowledge this (status {outcome.answer.status}, {said})."
