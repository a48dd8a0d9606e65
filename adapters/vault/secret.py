"""The one secret that everything else is derived from."""

import contextlib
import os
import secrets

from core.errors import SettingError
from core.settings import Settings


def secret_of(settings: Settings) -> str:
    """The secret that signs visitor tokens: as set, or made once and kept in the data folder."""
    if settings.secret:
        return settings.secret
    path = settings.data_dir / "secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written whole before it gets its name: nobody ever reads half a secret, and the first one stays.
        draft = path.with_name(f"secret.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    secret = path.read_text().strip()
    if len(secret) < 32:
        raise SettingError(
            f"{path} is damaged: it holds no secret. Delete it and start again; visitors get new sessions."
        )
    return secret
