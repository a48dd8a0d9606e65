"""Passwords of the staff: hashing away from the event loop, and making new ones."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from core.errors import InvalidInput

SHORTEST, LONGEST = 12, 256
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike


def generated() -> str:
    """A new password of about 99 random bits, in groups that can be read out."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def check_new_password(password: str, login: str) -> None:
    """Raises InvalidInput for a password that is too short, too long, or the login."""
    if len(password) < SHORTEST:
        raise InvalidInput(f"The new password is too short. Use at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise InvalidInput(f"The new password is too long. Use at most {LONGEST} characters.")
    if login.lower() in password.lower():
        raise InvalidInput("The new password contains your login. Choose one that does not.")


class Passwords:
    """argon2id in two threads of its own: signing in must not stop the chats, nor fill the memory."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """The digest to store."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, password)

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether the password fits. For an unknown login (None) it takes as long, and the answer is no."""
        if self._nobody is None:
            self._nobody = await self.hash(secrets.token_hex(16))
        known = stored if stored is not None else self._nobody
        fits = await asyncio.get_running_loop().run_in_executor(self._threads, self._fits, known, password)
        return fits and stored is not None

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password[: LONGEST + 1])
        except (Argon2Error, InvalidHashError):
            return False

    def close(self) -> None:
        """Stop the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
