"""Sign in, sign out, change the password."""

from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from adapters.web.attempts import SignInAttempts
from adapters.web.headers import STAFF_PATHS, is_under
from adapters.web.pages import Pages
from adapters.web.passwords import Passwords, check_new_password
from adapters.web.staff_door import SIGN_IN_PATH, StaffDoor
from core.access import for_anyone, for_role
from core.domain.people import Role
from core.errors import FoyerError, InvalidInput, RateLimited
from core.staff import StaffStore

HOME = "/desk"
_log = structlog.get_logger(__name__)


def peer_address(request: web.Request) -> str:
    """The address at the other end of the connection."""
    return request.remote or ""


def safe_next(target: str) -> str:
    """Where to go after signing in: one of our own pages, never another site."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return HOME
    if not target.isprintable():
        return HOME
    inside = not parts.scheme and not parts.netloc and is_under(parts.path, STAFF_PATHS)
    if not inside or "\\" in target or target.startswith("//") or parts.path.startswith(SIGN_IN_PATH):
        return HOME
    return target


def _see_other(where: str) -> web.Response:
    return web.Response(status=303, headers={"Location": where})


class StaffRoutes:
    """`address_of` tells whose attempts count together; behind a proxy, give one that knows its headers."""

    def __init__(
        self,
        store: StaffStore,
        door: StaffDoor,
        pages: Pages,
        passwords: Passwords,
        attempts: SignInAttempts,
        address_of: Callable[[web.Request], str] = peer_address,
    ) -> None:
        self._store = store
        self._door = door
        self._pages = pages
        self._passwords = passwords
        self._attempts = attempts
        self._address_of = address_of

    def routes(self) -> list[web.RouteDef]:
        """For `app.add_routes`."""
        return [
            web.get(SIGN_IN_PATH, self.sign_in_page),
            web.post(SIGN_IN_PATH, self.sign_in),
            web.post("/staff/sign-out", self.sign_out),
            web.get("/staff/password", self.password_page),
            web.post("/staff/password", self.change_password),
        ]

    def _page(
        self, request: web.Request, *, login: str = "", after: str = "", error: FoyerError | None = None
    ) -> web.Response:
        expired = error is None and "expired" in request.query
        text = self._pages.render(
            "staff/sign_in.html", login=login, after=after, error=error and error.message, expired=expired
        )
        response = web.Response(text=text, status=error.status if error else 200, content_type="text/html")
        if error is not None and error.retry_after_s is not None:
            response.headers["Retry-After"] = str(int(error.retry_after_s) + 1)
        return response

    @for_anyone
    async def sign_in_page(self, request: web.Request) -> web.Response:
        """The form, or straight on for somebody who is signed in."""
        after = request.query.get("next", "")
        if await self._door.session_of(request) is not None:
            return _see_other(safe_next(after))
        return self._page(request, after=after)

    @for_anyone
    async def sign_in(self, request: web.Request) -> web.Response:
        """Check login and password; the answer is the same whichever of them is wrong."""
        form = await request.post()
        login, password, after = (str(form.get(name, "")) for name in ("login", "password", "next"))
        login = login.strip().lower()[:64]
        address = self._address_of(request)
        try:
            self._attempts.begin(login, address)
        except RateLimited as error:
            _log.warning("sign_in_paused", address=address)
            return self._page(request, login=login, after=after, error=error)
        found = await self._store.staff_by_login(login)
        fits = await self._passwords.verify(password, found[1] if found else None)
        if found is None or not fits:
            _log.info("sign_in_failed", address=address)
            wrong = InvalidInput(
                "Login and password do not match. Check both; if you have lost the password, an admin can "
                "give you a new one."
            )
            return self._page(request, login=login, after=after, error=wrong)
        self._attempts.succeeded(login, address)
        response = _see_other(safe_next(after))
        await self._door.open_session(request, response, found[0])
        return response

    @for_role(Role.AGENT)
    async def sign_out(self, request: web.Request) -> web.Response:
        """End the session here and in the record."""
        response = _see_other(SIGN_IN_PATH)
        await self._door.close_session(request, response)
        return response

    @for_role(Role.AGENT)
    async def password_page(self, request: web.Request) -> web.Response:
        """The form for a new password."""
        return self._password_page(request)

    def _password_page(self, request: web.Request, error: str = "", *, done: bool = False) -> web.Response:
        session = self._door.require(request, Role.AGENT)
        text = self._pages.render("staff/password.html", session, error=error, done=done or "done" in request.query)
        return web.Response(text=text, status=400 if error else 200, content_type="text/html")

    @for_role(Role.AGENT)
    async def change_password(self, request: web.Request) -> web.Response:
        """Needs the present password; signs out every other browser."""
        staff = self._door.require(request, Role.AGENT).staff
        form = await request.post()
        present, new, repeated = (str(form.get(name, "")) for name in ("present", "new", "repeated"))
        address = self._address_of(request)
        try:
            self._attempts.begin(staff.login, address)
            found = await self._store.staff_by_login(staff.login)
            if not await self._passwords.verify(present, found[1] if found else None):
                raise InvalidInput("The present password is not right. Type it again.")
            self._attempts.succeeded(staff.login, address)
            if new != repeated:
                raise InvalidInput("The two new passwords differ. Type both again.")
            check_new_password(new, staff.login)
        except (InvalidInput, RateLimited) as error:
            return self._password_page(request, error.message)
        await self._store.set_password(staff.id, await self._passwords.hash(new))
        response = _see_other("/staff/password?done")
        await self._door.open_session(request, response, staff)
        return response
