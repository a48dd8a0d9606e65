"""Workspaces that have installed the app by OAuth. Tokens are sealed before they reach the record."""

from dataclasses import dataclass
from typing import Protocol

from core.domain.ids import Millis


@dataclass(frozen=True, slots=True)
class SlackInstall:
    """The app in one workspace, or in a whole Enterprise Grid organisation: `key` is the id of either."""

    key: str
    name: str
    app_id: str
    bot_user_id: str
    scopes: tuple[str, ...]
    installed_by: str
    """The member of our staff who began it."""
    installed_at: Millis
    removed_at: Millis | None = None
    note: str = ""


class Vault(Protocol):
    """Seals texts so that the database alone gives nothing away."""

    def seal(self, text: str) -> str: ...

    def open(self, sealed: str) -> str:
        """The text. Raises Unavailable when it was sealed under another key."""
        ...


class InstallStore(Protocol):
    """Installations' part of the record."""

    async def keep_install(self, install: SlackInstall, sealed_token: str) -> None:
        """Note an installation, in place of an earlier one in the same workspace."""
        ...

    async def installs(self) -> tuple[SlackInstall, ...]:
        """All, oldest first, removed ones included."""
        ...

    async def sealed_token(self, key: str) -> str | None:
        """The sealed token of an installation that was not removed."""
        ...

    async def install_removed(self, key: str, now: Millis, note: str) -> bool:
        """The app was removed there: its token is forgotten. False when there is none."""
        ...

    async def keep_oauth_state(self, digest: str, staff_id: str, expires_at: Millis) -> None:
        """Somebody set out to install; `digest` is of a secret that only their browser has."""
        ...

    async def take_oauth_state(self, digest: str, now: Millis) -> str | None:
        """Who set out with it, once and before it expires; None otherwise."""
        ...
