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
        """Raises Conflict when the login is taken."""
        ...

    async def staff_by_login(self, login: str) -> tuple[Staff, str] | None:
        """The member and the password hash."""
        ...

    async def staff(self) -> tuple[Staff, ...]: ...

    async def set_password(self, staff_id: StaffId, password_hash: str) -> None:
        """Also ends the member's sessions."""
        ...

    async def open_session(
        self, token_digest: str, staff_id: StaffId, csrf: str, now: Millis, until: Millis
    ) -> None: ...

    async def session(self, token_digest: str, now: Millis) -> StaffSession | None: ...

    async def close_session(self, token_digest: str) -> None: ...
