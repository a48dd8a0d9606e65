"""Members of staff as the record keeps them."""

from dataclasses import dataclass
from typing import Protocol

from core.domain.ids import Millis, StaffId
from core.domain.people import Role, Staff


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A signed-in member of staff."""

    staff: Staff
    csrf: str
    expires_at: Millis


class StaffStore(Protocol):
    """Members of staff and their sessions. Only digests of passwords and session tokens are stored."""

    async def staff_count(self) -> int: ...

    async def add_staff(self, login: str, name: str, role: Role, password_hash: str, now: Millis) -> Staff:
        """Raises Conflict when the login is taken, also by somebody who has left."""
        ...

    async def staff_by_login(self, login: str) -> tuple[Staff, str] | None:
        """The member and the password hash; nobody who has left."""
        ...

    async def staff(self) -> tuple[Staff, ...]:
        """Everybody who has not left, by login."""
        ...

    async def set_password(self, staff_id: StaffId, password_hash: str) -> None:
        """Also ends the member's sessions."""
        ...

    async def open_session(
        self, token_digest: str, staff_id: StaffId, csrf: str, now: Millis, until: Millis
    ) -> None: ...

    async def session(self, token_digest: str, now: Millis) -> StaffSession | None: ...

    async def close_session(self, token_digest: str) -> None: ...


class Shifts(Protocol):
    """Who of the staff is there, which teams they are in, and who has left."""

    async def go_off(self, staff_id: StaffId, now: Millis, until: Millis | None) -> Staff:
        """Off from now on, until then or until they say otherwise. What they have claimed stays theirs."""
        ...

    async def come_on(self, staff_id: StaffId) -> Staff:
        """There again."""
        ...

    async def set_teams(self, staff_id: StaffId, teams: tuple[str, ...]) -> None: ...

    async def deactivate(self, staff_id: StaffId, now: Millis) -> Staff:
        """They can do nothing more, and their sessions end. Raises Conflict for the last admin."""
        ...

    async def reactivate(self, staff_id: StaffId) -> Staff:
        """One of the staff again, and there."""
        ...

    async def former_staff(self) -> tuple[Staff, ...]:
        """Who has left."""
        ...
