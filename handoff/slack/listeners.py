"""What must be answered while somebody waits: windows. Everything else becomes a row, and is dealt with after."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from handoff.slack.presses import press_of
from handoff.slack.windows import WINDOWS, Windows

Take = Callable[[dict[str, Any]], Awaitable[None]]
"""Makes a payload durable."""

_TRIAGE = re.compile(r"^triage:")


def register(app: AsyncApp, windows: Windows, take: Take) -> None:
    """The agents' side on the one Slack application; to be called before the customers' side takes what is left."""

    @app.action("triage:desk")
    async def on_link(ack: AsyncAck) -> None:
        await ack()  # the browser has opened it

    @app.action(_TRIAGE)
    async def on_press(ack: AsyncAck, body: dict[str, Any]) -> None:
        press = press_of(body)
        if press is None or press.what not in WINDOWS or not await windows.open(press):
            await take(body)
        await ack()

    @app.view(_TRIAGE)
    async def on_window(ack: AsyncAck, body: dict[str, Any]) -> None:
        user = str((body.get("user") or {}).get("id") or "")
        wrong = await windows.submit(user, body.get("view") or {})
        if wrong:
            await ack(response_action="errors", errors=wrong)
        else:
            await ack()

    @app.options("triage:article")
    async def on_search(ack: AsyncAck, body: dict[str, Any]) -> None:
        user = str((body.get("user") or {}).get("id") or "")
        await ack(await windows.articles(user, str(body.get("value") or "")))
