"""Installing the app in further workspaces. Only an admin of ours can begin it: whoever installs the app is taken for
one of our own workspaces, so it is not open to the world.

The state is a secret in the admin's browser; the record keeps its digest, for ten minutes and one use.
"""

import hashlib
import hmac
import html
import secrets
from typing import Any
from urllib.parse import urlencode

import structlog
from aiohttp import web

from bot.slack.web import SlackWeb
from bot.slack.workspaces import Workspaces
from core.access import for_anyone, for_role
from core.clock import Clock
from core.domain.ids import Millis
from core.domain.people import Role
from core.errors import DeliveryError
from core.policies.slack_manifest import SCOPES
from core.ports import StaffDoor
from core.slack_installs import InstallStore, SlackInstall, Vault

log = structlog.get_logger("foyer.slack")

REDIRECT = "/slack/oauth_redirect"
_COOKIE = "foyer_slack_install"
_GOOD_MS = 10 * 60 * 1000


class SlackOAuth:
    """Handlers for the way to Slack's consent page and back."""

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        api_url: str,
        public_url: str,
        slack: SlackWeb,
        workspaces: Workspaces,
        store: InstallStore,
        vault: Vault,
        door: StaffDoor,
        clock: Clock,
    ) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._consent = f"{api_url.removesuffix('api/')}oauth/v2/authorize"
        self._back = public_url + REDIRECT
        self._secure = public_url.startswith("https://")
        self._slack = slack
        self._workspaces = workspaces
        self._store = store
        self._vault = vault
        self._door = door
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """For `app.add_routes`."""
        return [web.get("/admin/slack/install", self.begin), web.get(REDIRECT, self.finish)]

    @for_role(Role.ADMIN)
    async def begin(self, request: web.Request) -> web.Response:
        """Send an admin to Slack's consent page."""
        staff = self._door.require(request, Role.ADMIN).staff
        state = secrets.token_urlsafe(32)
        await self._store.keep_oauth_state(_digest(state), staff.id, Millis(self._clock.now() + _GOOD_MS))
        query = {
            "client_id": self._client_id,
            "scope": ",".join(sorted(SCOPES)),
            "state": state,
            "redirect_uri": self._back,
        }
        answer = web.Response(status=302, headers={"Location": f"{self._consent}?{urlencode(query)}"})
        # Lax: Slack's page leads back here, and a stricter cookie would not come along.
        answer.set_cookie(
            _COOKIE, state, max_age=_GOOD_MS // 1000, path="/slack", httponly=True, secure=self._secure, samesite="Lax"
        )
        return answer

    @for_anyone
    async def finish(self, request: web.Request) -> web.Response:
        """Back from Slack: check that it is the same browser, redeem the code, keep the token sealed."""
        state, mine = request.query.get("state", ""), request.cookies.get(_COOKIE, "")
        known = bool(state) and hmac.compare_digest(state.encode(), mine.encode())
        staff_id = await self._store.take_oauth_state(_digest(state), self._clock.now()) if known else None
        if staff_id is None:
            return _page(400, "This link is not good any more. Begin again in the back office, in the same browser.")
        if request.query.get("error"):
            return _page(200, "Nothing was installed: Slack says that it was declined.")
        try:
            answer = await self._slack.call(
                "oauth.v2.access",
                client_id=self._client_id,
                client_secret=self._client_secret,
                code=request.query.get("code", ""),
                redirect_uri=self._back,
            )
        except DeliveryError as error:
            log.warning("slack_install_failed", reason=error.detail or type(error).__name__)
            return _page(502, "Slack did not confirm the installation. Begin again in the back office.")
        install, token = _read(answer, staff_id, self._clock.now())
        if not install.key or not token:
            return _page(502, "Slack gave no bot token. Compare the app with `python app.py slack-manifest`.")
        await self._store.keep_install(install, self._vault.seal(token))
        self._workspaces.forget(install.key)
        log.info("slack_installed", workspace=install.key, by=staff_id)
        return _page(200, f"The app is installed in {install.name or install.key}.")


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _read(answer: dict[str, Any], staff_id: str, now: Millis) -> tuple[SlackInstall, str]:
    """`oauth.v2.access` as an installation and its token. An organisation-wide one has no workspace."""
    place = answer.get("team") or answer.get("enterprise") or {}
    scopes = tuple(sorted(filter(None, str(answer.get("scope") or "").split(","))))
    install = SlackInstall(
        key=str(place.get("id") or ""),
        name=str(place.get("name") or ""),
        app_id=str(answer.get("app_id") or ""),
        bot_user_id=str(answer.get("bot_user_id") or ""),
        scopes=scopes,
        installed_by=staff_id,
        installed_at=now,
    )
    return install, str(answer.get("access_token") or "")


def _page(status: int, text: str) -> web.Response:
    """A page of its own: the staff's cookie does not come along from another site, so nobody is signed in here."""
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Slack</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<main><p role="status">{html.escape(text)}</p>'
        '<p><a href="/admin/slack">Back to the back office</a></p></main>'
    )
    headers = {"Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "no-referrer"}
    answer = web.Response(status=status, text=body, content_type="text/html", headers=headers)
    answer.del_cookie(_COOKIE, path="/slack")
    return answer
