"""The Web API over HTTP: arguments, tokens, scopes, limits and failures around the methods."""

import base64
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.slack.audit import Entry
from tests.slack.calls import METHODS, Call, Method, SlackError
from tests.slack.faults import Fault
from tests.slack.installs import App, Installation
from tests.slack.methods import apps, chat, conversations, files, people, streams, views
from tests.slack.shapes import bare
from tests.slack.world import Json

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack

FAMILIES = (apps, chat, conversations, files, people, streams, views)
"""Imported, so that their methods are in the table."""
_NOT_KEPT = ("token", "client_secret")


class WebApi:
    """Answers `/api/<method>`."""

    def __init__(self, slack: "FakeSlack") -> None:
        self._slack = slack

    async def serve(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        arguments, token = await _read(request)
        kept = {key: bare(value) for key, value in arguments.items() if key not in _NOT_KEPT}
        entry = Entry(self._slack.clock.now(), name, "", kept)
        self._slack.audit.entries.append(entry)
        fault = self._slack.faults.next(name, arguments)
        entry.fault = fault.how if fault else ""
        if fault and (failed := await self._fail_before(request, fault, entry)):
            return failed
        answer = self._run(name, arguments, token, entry)
        if fault and fault.how in ("lost", "hang"):
            entry.done = True
            if fault.how == "hang":
                await self._slack.clock.sleep(fault.seconds)
            return await _drop(request)
        return answer

    async def _fail_before(self, request: web.Request, fault: Fault, entry: Entry) -> web.StreamResponse | None:
        if fault.how == "slow":
            await self._slack.clock.sleep(fault.seconds)
        elif fault.how == "reset":
            return await _drop(request)
        elif fault.how == "http_500":
            entry.status = 500
            return web.Response(status=500, text="<html>Server Error</html>", content_type="text/html")
        elif fault.how in ("internal_error", "fatal_error"):
            return self._finish(entry, {"ok": False, "error": fault.code or fault.how})
        return None

    def _run(self, name: str, arguments: dict[str, Any], token: str, entry: Entry) -> web.Response:
        method = METHODS.get(name)
        install: Installation | None = None
        try:
            if method is None:
                raise SlackError("unknown_method", req_method=name)
            install = _installation(self._slack.app, method, token)
            entry.team = install.team.id if install.token else ""
            entry.unknown = tuple(sorted(set(arguments) - method.allowed))
            wait = self._slack.limits.check(name, method.tier, entry.team, str(arguments.get("channel", "")))
            if wait:
                entry.status = 429
                return self._finish(entry, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(wait)})
            answer = self._call(method, install, arguments)
        except SlackError as error:
            answer = error.body()
        headers = {"x-slack-req-id": f"{self._slack.world.number('request'):032x}"}
        if install is not None and method is not None:
            headers |= {"x-oauth-scopes": ",".join(install.scopes), "x-accepted-oauth-scopes": ",".join(method.scopes)}
        return self._finish(entry, answer, headers)

    def _call(self, method: Method, install: Installation, arguments: dict[str, Any]) -> Json:
        call = Call(self._slack, method, arguments, install)
        call.need_scope(*method.scopes)
        if missing := [name for name in method.required if arguments.get(name) in (None, "", [])]:
            problems = [
                f"[ERROR] missing required field: {name}" for name in missing if not _may_be_empty(method, name)
            ]
            if problems:
                raise SlackError("invalid_arguments", problems)
        return {"ok": True, **method.handler(call)}

    def _finish(self, entry: Entry, answer: Json, headers: dict[str, str] | None = None) -> web.Response:
        entry.answer, entry.done = bare(answer), True
        self._slack.changed()
        return web.json_response(answer, status=entry.status, headers=headers)


def _may_be_empty(method: Method, name: str) -> bool:
    """An empty status takes the status away; an empty topic clears it."""
    return (method.name, name) in (("assistant.threads.setStatus", "status"), ("conversations.setTopic", "topic"))


def _installation(app: App, method: Method, token: str) -> Installation:
    """Whose call it is. Raises `SlackError` for a token that is missing, wrong, revoked or of another kind."""
    nobody = Installation(None, None, "", [])  # type: ignore[arg-type]
    if method.token == "none":
        return nobody
    if not token:
        raise SlackError("not_authed")
    if method.token == "app":
        if token == app.app_token:
            return nobody
        raise SlackError("not_allowed_token_type" if app.by_token(token) else "invalid_auth")
    if token == app.app_token:
        raise SlackError("not_allowed_token_type")
    install = app.by_token(token)
    if install is None:
        raise SlackError("invalid_auth")
    if install.uninstalled:
        raise SlackError("account_inactive")
    if install.revoked:
        raise SlackError("token_revoked")
    return install


async def _read(request: web.Request) -> tuple[dict[str, Any], str]:
    """The arguments from query, form or JSON, and the token. A token within JSON does not count, as in Slack."""
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            body = {}
        arguments |= {key: value for key, value in body.items() if key != "token"} if isinstance(body, dict) else {}
    elif request.method == "POST":
        arguments |= dict(await request.post())
    bearer = request.headers.get("Authorization", "")
    token = bearer.removeprefix("Bearer ") if bearer.startswith("Bearer ") else str(arguments.get("token", ""))
    if bearer.startswith("Basic "):
        arguments |= _basic(bearer)
    return arguments, token


def _basic(header: str) -> dict[str, str]:
    name, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    return {"client_id": name, "client_secret": secret}


async def _drop(request: web.Request) -> web.StreamResponse:
    """Break the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
