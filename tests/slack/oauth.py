"""Installing the app by OAuth: the consent page, codes that work once for ten minutes, and their redemption."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web

from tests.slack.calls import SlackError
from tests.slack.installs import Installation
from tests.slack.world import User

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack

CODE_SECONDS = 600


class OAuth:
    """`person`, when set, consents at once whenever their browser comes to the consent page."""

    def __init__(self, slack: "FakeSlack") -> None:
        self._slack = slack
        self._codes: dict[str, tuple[User, list[str], str, int]] = {}
        self._installers: dict[str, User] = {}
        self.person: User | None = None
        self.declines = False

    async def authorize(self, request: web.Request) -> web.Response:
        """The consent page of `/oauth/v2/authorize`: redirects back with a code, or with `error=access_denied`."""
        asked = request.query
        if asked.get("client_id") != self._slack.app.client_id:
            return web.Response(status=400, text="invalid_client_id")
        if self.person is None:
            return web.Response(status=403, text="nobody is signed in: set slack.oauth.person")
        answer = {"state": asked.get("state", "")}
        if self.declines:
            answer["error"] = "access_denied"
        else:
            code = f"code-{self._slack.world.number('code'):08d}"
            scopes = [scope for scope in asked.get("scope", "").split(",") if scope]
            expires = self._slack.clock.now() + CODE_SECONDS * 1000
            self._codes[code] = (self.person, scopes, asked.get("redirect_uri", ""), expires)
            answer["code"] = code
        raise web.HTTPFound(f"{asked.get('redirect_uri', '')}?{urlencode(answer)}")

    def redeem(self, code: str, redirect_uri: str) -> Installation:
        """Install the app where the code's person consented. Raises `SlackError` for a used, old or wrong code."""
        found = self._codes.pop(code, None)
        if found is None:
            raise SlackError("invalid_code")
        person, scopes, expected_uri, expires = found
        if self._slack.clock.now() >= expires:
            raise SlackError("invalid_code")
        if expected_uri and redirect_uri != expected_uri:
            raise SlackError("bad_redirect_uri")
        install = self._slack.install(person.team, scopes=" ".join(scopes))
        self._installers[install.token] = person
        return install

    def installer(self, install: Installation) -> User:
        return self._installers[install.token]
