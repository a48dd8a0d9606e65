"""Who may call a web handler, written on the handler itself.

The staff's door refuses every handler under its paths that says nothing, so a forgotten mark is a closed door
and never an open one.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from core.domain.people import Role

Handler = TypeVar("Handler", bound=Callable[..., Any])

_MARK = "__foyer_access__"
ANYONE = "anyone"


def for_role(role: Role) -> Callable[[Handler], Handler]:
    """Mark a handler as open to signed-in staff of `role` (admins may do what agents may)."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, _MARK, role)
        return handler

    return mark


def for_anyone(handler: Handler) -> Handler:
    """Mark a handler as open without signing in."""
    setattr(handler, _MARK, ANYONE)
    return handler


def access_of(handler: object) -> Role | str | None:
    """A role, ANYONE, or None when the handler says nothing: then nobody may."""
    mark: Role | str | None = getattr(handler, _MARK, None)
    return mark


def allows(needed: Role, role: Role) -> bool:
    """Whether a member with `role` may do what needs `needed`."""
    return role is Role.ADMIN or needed is role
