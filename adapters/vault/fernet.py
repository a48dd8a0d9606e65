"""Sealing of what must not lie readable in the database: tokens of other companies' workspaces.

Fernet (AES-128 in CBC mode with HMAC-SHA256, https://github.com/fernet/spec) under a key derived by HKDF-SHA256 from
the operator's secret.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import Unavailable


class FernetVault:
    """Implements `core.slack_installs.Vault`. `purpose` keeps keys for different uses of one secret apart."""

    def __init__(self, secret: str, purpose: str) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Unavailable(
                "A stored token cannot be read: the key is another one than when it was stored. Set the former "
                "FOYER_SLACK_TOKEN_KEY (or FOYER_SECRET) again, or install the app in that workspace anew."
            ) from None
