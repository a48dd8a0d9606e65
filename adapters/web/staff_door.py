"""Where members of staff come in: who they are, what they may do, and that it was they who asked.

One middleware stands before every staff path. A handler says in `core.access` who may call it; one that says
nothing is refused.
"""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import quote

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from adapters.web.headers import STAFF_PATHS, is_under
from adapters.web.passwords import Passwords, generated
from adapters.web.same_origin import check_same_origin
from core.access import ANYONE, access_of, allows
from core.clock import Clock
from core.domain.ids import Millis, StaffId
from core.domain.people import Role, Staff
from core.errors import Conflict, InvalidInput, NotAllowed, NotSignedIn
from core.staff import StaffSession, StaffStore

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SESSION_MS = 12 * 3600 * 1000
SIGN_IN_PATH = "/staff/sign-in"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
FIRST_LOGIN = "admin"

_SESSION = web.RequestKey("staff_session", StaffSession)
_log = structlog.get_logger(__name__)


def digest_of(token: str) -> str:
    """What is stored of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


class StaffDoor:
    """Sessions and permissions. `https` says how browsers reach us; `public_url`, if known, as whom."""

    def __init__(
        self,
        store: StaffStore,
        clock: Clock,
        passwords: Passwords,
        *,
        https: bool = False,
        public_url: str = "",
        paths: Sequence[str] = STAFF_PATHS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._https = https
        self._public_url = public_url
        self._paths = tuple(paths)
        self._cookie = "__Host-foyer_staff" if https else "foyer_staff"

    # --- letting requests in ------------------------------------------------------------------------------

    @property
    def middleware(self) -> Middleware:
        """For `web.Application(middlewares=[…])`, after the errors."""

        @web.middleware
        async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
            if is_under(request.path, self._paths) and request.match_info.http_exception is None:
                refusal = await self._check(request)
                if refusal is not None:
                    return refusal
            return await handler(request)

        return door

    async def _check(self, request: web.Request) -> web.Response | None:
        access = access_of(request.match_info.handler)
        if access is None:
            _log.error("handler_without_access", path=request.path, method=request.method)
            raise NotAllowed("Nobody may use this address yet: it does not say who it is for.")
        session = await self.session_of(request)
        if session is not None:
            request[_SESSION] = session
        if request.method not in SAFE_METHODS:
            check_same_origin(request, self._public_url)
        elif request.headers.get("Upgrade", "").lower() == "websocket":
            check_same_origin(request, self._public_url, must_say=True)
        if access == ANYONE:
            return None
        if session is None:
            return self._ask_to_sign_in(request)
        self.require(request, Role(access))
        if request.method not in SAFE_METHODS:
            await self._check_token(request, session)
        return None

    def _ask_to_sign_in(self, request: web.Request) -> web.Response:
        scripted = "/api/" in request.path or request.path.endswith("/ws")
        if scripted or request.method not in SAFE_METHODS:
            raise NotSignedIn("You are signed out. Sign in again; what you have typed is kept in this browser.")
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            # A link from a mail or from Slack: the strict cookie stays behind on this first request, and
            # comes along when the page itself asks again.
            again = '<!doctype html><title>One moment</title><meta http-equiv="refresh" content="0">'
            return web.Response(text=again, content_type="text/html")
        where = SIGN_IN_PATH + "?next=" + quote(request.path_qs, safe="")
        return web.Response(status=303, headers={"Location": where})

    async def _check_token(self, request: web.Request, session: StaffSession) -> None:
        sent = request.headers.get("X-CSRF-Token")
        if sent is None and request.content_type in (
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        ):
            field = (await request.post()).get("csrf")
            sent = field if isinstance(field, str) else None
        if sent is None or not hmac.compare_digest(sent.encode(), session.csrf.encode()):
            raise NotAllowed(
                "The page was opened in an earlier session, so nothing was done. Reload it and try again.",
                detail="csrf token missing or wrong",
            )

    def require(self, request: Any, role: Role) -> StaffSession:
        """The session of this request; raises NotSignedIn, or NotAllowed when the role does not suffice."""
        session: StaffSession | None = request.get(_SESSION)
        if session is None:
            raise NotSignedIn("You are signed out. Sign in again.")
        if not allows(role, session.staff.role):
            raise NotAllowed("This page is for admins. Ask one of them if you need something from it.")
        return session

    async def still_open(self, request: Any) -> bool:
        """Whether the session is still good, for connections that outlive their request."""
        return await self.session_of(request) is not None

    # --- sessions -----------------------------------------------------------------------------------------

    async def session_of(self, request: web.Request) -> StaffSession | None:
        """The session whose cookie the request carries, if it is still good."""
        token = request.cookies.get(self._cookie)
        return await self._store.session(digest_of(token), self._clock.now()) if token else None

    async def open_session(self, request: web.Request, response: web.StreamResponse, staff: Staff) -> None:
        """Sign somebody in on this browser; ends the session it had."""
        await self._close_stored(request)
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        now = self._clock.now()
        await self._store.open_session(digest_of(token), staff.id, csrf, now, Millis(now + SESSION_MS))
        response.set_cookie(
            self._cookie,
            token,
            max_age=SESSION_MS // 1000,
            path="/",
            httponly=True,
            secure=self._https,
            samesite="Strict",
        )

    async def close_session(self, request: web.Request, response: web.StreamResponse) -> None:
        """Sign out."""
        await self._close_stored(request)
        response.del_cookie(self._cookie, path="/", httponly=True, secure=self._https, samesite="Strict")

    async def _close_stored(self, request: web.Request) -> None:
        if token := request.cookies.get(self._cookie):
            await self._store.close_session(digest_of(token))

    # --- members ------------------------------------------------------------------------------------------

    async def enrol(self, login: str, name: str, role: Role) -> tuple[Staff, str]:
        """Add a member of staff; returns the generated password, which nobody can read again."""
        login, name = login.strip().lower(), " ".join(name.split())
        if not 2 <= len(login) <= 64 or not all(c.isalnum() or c in "._-@+" for c in login):
            raise InvalidInput(
                "The login needs 2 to 64 letters or digits; dots, dashes, underscores, + and @ are fine too."
            )
        if not 1 <= len(name) <= 80:
            raise InvalidInput("Give the name that customers will see, up to 80 characters.")
        password = generated()
        hashed = await self._passwords.hash(password)
        return await self._store.add_staff(login, name, role, hashed, self._clock.now()), password

    async def renew_password(self, staff_id: StaffId) -> str:
        """A new generated password for a member who lost theirs; ends their sessions."""
        password = generated()
        await self._store.set_password(staff_id, await self._passwords.hash(password))
        return password


async def ensure_first_admin(store: StaffStore, clock: Clock, passwords: Passwords | None = None) -> str | None:
    """Make the first admin when there is no staff yet; returns the password to print once, else None."""
    if await store.staff_count():
        return None
    hasher = passwords or Passwords()
    password = generated()
    try:
        hashed = await hasher.hash(password)
        await store.add_staff(FIRST_LOGIN, "Admin", Role.ADMIN, hashed, clock.now())
    except Conflict:
        return None  # another process was faster, and prints its own
    finally:
        if passwords is None:
            hasher.close()
    return password
