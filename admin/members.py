"""The members of staff: who they are, adding one, a new password for one who lost theirs."""

from dataclasses import dataclass

from aiohttp import web

from core.access import for_role
from core.domain.ids import StaffId
from core.domain.people import Role
from core.errors import FoyerError, InvalidInput, NotFound
from core.ports import StaffDoor, StaffPages
from core.staff import StaffStore
from core.staff_words import ROLES


@dataclass(frozen=True, slots=True)
class Handout:
    """A password to hand to its owner; shown once."""

    name: str
    login: str
    password: str
    renewed: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form, to be shown again after a mistake."""

    name: str = ""
    login: str = ""
    role: str = Role.AGENT.value


class MemberPages:
    """Handlers under /admin/staff."""

    def __init__(self, store: StaffStore, door: StaffDoor, pages: StaffPages) -> None:
        self._store = store
        self._door = door
        self._pages = pages

    async def _page(
        self,
        request: web.Request,
        *,
        handout: Handout | None = None,
        error: FoyerError | None = None,
        typed: Typed | None = None,
    ) -> web.Response:
        text = self._pages.render(
            "admin/staff.html",
            self._door.require(request, Role.ADMIN),
            here="staff",
            members=await self._store.staff(),
            handout=handout,
            error=error.message if error else "",
            typed=typed or Typed(),
            ROLES=ROLES,
        )
        return web.Response(text=text, status=error.status if error else 200, content_type="text/html")

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """Everybody who may sign in."""
        return await self._page(request)

    @for_role(Role.ADMIN)
    async def add(self, request: web.Request) -> web.Response:
        """Add a member; the answer shows the password, once."""
        form = await request.post()
        typed = Typed(*(str(form.get(name, "")) for name in ("name", "login", "role")))
        try:
            if typed.role not in list(Role):
                raise InvalidInput("Choose a role: agent or admin.")
            member, password = await self._door.enrol(typed.login, typed.name, Role(typed.role))
        except FoyerError as error:
            return await self._page(request, error=error, typed=typed)
        handout = Handout(member.name, member.login, password, renewed=False)
        return await self._page(request, handout=handout)

    @for_role(Role.ADMIN)
    async def renew(self, request: web.Request) -> web.Response:
        """A new password for a member; ends their sessions."""
        session = self._door.require(request, Role.ADMIN)
        wanted = StaffId(request.match_info["member"])
        member = next((one for one in await self._store.staff() if one.id == wanted), None)
        if member is None:
            raise NotFound("There is no such member of staff. Reload the list.")
        if member.id == session.staff.id:
            error = InvalidInput("Change your own password under your name, at the top right.")
            return await self._page(request, error=error)
        password = await self._door.renew_password(member.id)
        return await self._page(request, handout=Handout(member.name, member.login, password, renewed=True))
