"""Installing in several workspaces with Bolt's own OAuth flow, and events through the right installation."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.conftest import Scene
from tests.support import serving


# slack_sdk 3.47 signs oauth.v2.access with a class that aiohttp is retiring.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_that_bolt_installs_and_each_workspace_has_its_token(scene: Scene, tmp_path: Path):
    slack = scene.slack
    settings = AsyncOAuthSettings(
        client_id=slack.app.client_id,
        client_secret=slack.app.client_secret,
        scopes=["chat:write", "channels:history"],
        installation_store=FileInstallationStore(base_dir=str(tmp_path)),
        state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(tmp_path)),
        authorization_url=f"{slack.base_url}/oauth/v2/authorize",
    )
    sdk = AsyncWebClient(base_url=slack.api_url)
    app = AsyncApp(client=sdk, signing_secret=slack.app.signing_secret, oauth_settings=settings)
    assert app.oauth_flow
    app.oauth_flow._async_client = sdk
    seen = []

    @app.event("message")
    async def on_message(body: dict[str, Any], context: Any) -> None:
        seen.append((body["event"]["text"], context.bot_token))

    async def forward(request: web.Request) -> web.Response:
        bolt = await to_bolt_request(request)
        assert app.oauth_flow
        if request.path == "/slack/install":
            return await to_aiohttp_response(await app.oauth_flow.handle_installation(bolt))
        if request.path == "/slack/oauth_redirect":
            return await to_aiohttp_response(await app.oauth_flow.handle_callback(bolt))
        return await to_aiohttp_response(await app.async_dispatch(bolt))

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", forward)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    settings.redirect_uri = None
    slack.oauth.person = scene.ana.user
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        async with http.get(f"{url}/slack/install", allow_redirects=False) as page:
            cookie = page.headers["Set-Cookie"].partition(";")[0]
            html = await page.text()
        consent = html.partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")
        async with http.get(consent, allow_redirects=False) as answer:
            back = answer.headers["Location"]
        query = back.partition("?")[2]
        async with http.get(f"{url}/slack/oauth_redirect?{query}", headers={"Cookie": cookie}) as done:
            assert done.status == 200, await done.text()
        async with http.get(f"{url}/slack/oauth_redirect?{query}", headers={"Cookie": cookie}) as again:
            assert again.status == 401, "a state is good once"
    install = slack.install_in(scene.acme)
    assert install.scopes == ["chat:write", "channels:history"]
    await slack.point_to(f"{url}/slack/events")
    room = slack.channel("acme-only", scene.ana, install)
    await scene.ana.says(room, "hello")
    await slack.until(lambda: seen)
    assert seen == [("hello", install.token)]
    await serving.close(runner)
