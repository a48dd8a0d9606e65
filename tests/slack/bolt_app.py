"""A small real Bolt app over HTTP for the fake's own tests: it records what it gets, as listeners are told to."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.installs import Installation
from tests.slack.server import FakeSlack
from tests.support import serving


def client(slack: FakeSlack, install: Installation, **more: Any) -> AsyncWebClient:
    """The SDK's real client, pointed at the fake."""
    return AsyncWebClient(install.token, base_url=slack.api_url, **more)


def bolt_app(slack: FakeSlack, install: Installation) -> AsyncApp:
    """The real Bolt app: acknowledges after the listener, checks signatures against the machine's time."""
    web_client = client(slack, install)
    return AsyncApp(client=web_client, signing_secret=slack.app.signing_secret, process_before_response=True)


@contextlib.asynccontextmanager
async def serve(app: AsyncApp) -> AsyncIterator[str]:
    """Serve a Bolt app on loopback. Yields its request URL."""

    async def endpoint(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    application = web.Application()
    application.router.add_post("/slack/events", endpoint)
    runner = web.AppRunner(application, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await serving.close(runner)
