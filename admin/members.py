"""The members of staff: who they are, their teams, adding one, a new password, and those who leave."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from aiohttp import web

from core.access import for_role
from core.clock import Clock
from core.domain.company import Team
from core.domain.ids import StaffId
from core.domain.people import Role, Staff
from core.errors import FoyerError, InvalidInput, NotFound
from core.policies.presence import is_there
from core.ports import StaffDoor, StaffPages
from core.staff import Shifts, StaffStore
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


class MemberRecord(StaffStore, Shifts, Protocol):
    """What these pages need of the record."""


PutBack = Callable[[StaffId, Staff], Awaitable[int]]
"""Gives the conversations that somebody has claimed back to the queue, in an admin's name; returns how many."""


class MemberPages:
    """Handlers under /admin/staff."""

    def __init__(
        self,
        store: MemberRecord,
        door: StaffDoor,
        pages: StaffPages,
        clock: Clock,
        teams: Sequence[Team],
        put_back: PutBack,
    ) -> None:
        self._clock = clock
        self._teams = teams
        self._put_back = put_back
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
        done: str = "",
    ) -> web.Response:
        text = self._pages.render(
            "admin/staff.html",
            self._door.require(request, Role.ADMIN),
            here="staff",
            members=await self._store.staff(),
            former=await self._store.former_staff(),
            there=partial(is_there, now=self._clock.now()),
            teams=self._teams,
            done=done,
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
        member = await self._member(request)
        if member.id == session.staff.id:
            error = InvalidInput("Change your own password under your name, at the top right.")
            return await self._page(request, error=error)
        password = await self._door.renew_password(member.id)
        return await self._page(request, handout=Handout(member.name, member.login, password, renewed=True))

    @for_role(Role.ADMIN)
    async def join(self, request: web.Request) -> web.Response:
        """Say which teams a member is in; none means that they help all of them."""
        member, form = await self._member(request), await request.post()
        wanted = {str(value) for value in form.getall("team", [])}
        await self._store.set_teams(member.id, tuple(team.id for team in self._teams if team.id in wanted))
        return await self._page(request, done=f"The teams of {member.name} are saved.")

    @for_role(Role.ADMIN)
    async def leave(self, request: web.Request) -> web.Response:
        """A member leaves: they are signed out, and what they have goes back to the queue."""
        session, member = self._door.require(request, Role.ADMIN), await self._member(request)
        if member.id == session.staff.id:
            return await self._page(request, error=InvalidInput("Another admin has to do this for you."))
        try:
            await self._store.deactivate(member.id, self._clock.now())
        except FoyerError as error:
            return await self._page(request, error=error)
        count = await self._put_back(member.id, session.staff)
        back = {0: "They had no conversations.", 1: "Their conversation is back in the queue."}
        words = back.get(count, f"Their {count} conversations are back in the queue.")
        return await self._page(request, done=f"{member.name} can no longer sign in. {words}")

    @for_role(Role.ADMIN)
    async def come_back(self, request: web.Request) -> web.Response:
        """A former member may sign in again, with the password of then."""
        member = await self._store.reactivate(StaffId(request.match_info["member"]))
        return await self._page(request, done=f"{member.name} can sign in again.")

    async def _member(self, request: web.Request) -> Staff:
        wanted = StaffId(request.match_info["member"])
        member = next((one for one in await self._store.staff() if one.id == wanted), None)
        if member is None:
            raise NotFound("There is no such member of staff. Reload the list.")
        return member
