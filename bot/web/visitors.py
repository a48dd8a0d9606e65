"""Visitor sessions: tokens we issue, and customers whom the company's own server vouches for."""

import hashlib
from dataclasses import dataclass, replace

import jwt

from core.clock import Clock, new_id
from core.domain.people import Level, ProvenBy
from core.errors import NotSignedIn

_AUDIENCE = "foyer-visitor"
_ANONYMOUS_S = 30 * 24 * 3600
_KNOWN_S = 12 * 3600
_HOST_MAX_S = 3600
_LEEWAY_S = 30
_ENDED = "This chat session has ended. Please reload the page."


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a session belongs to. `external_id` is the identity's id within the web channel."""

    external_id: str
    proven_by: ProvenBy
    level: Level
    name: str = ""
    until: float = 0.0
    """When the session ends, in epoch seconds."""


class Sessions:
    """Issues and checks visitor tokens, and checks the company's signed identities.

    A visitor token is a JWT signed with our secret. A host identity is a JWT that the company's server signs with
    a key it shares with us: header `kid`, claims `sub` (their id of the customer), `aud`, `iat`, `exp` at most an
    hour away, optionally `name`. Neither is trusted for anything but what it says about identity.
    """

    def __init__(self, *, secret: str, identity_keys: dict[str, str], identity_audience: str, clock: Clock) -> None:
        self._key = secret
        self._kid = hashlib.sha256(secret.encode()).hexdigest()[:8]
        self._identity_keys = identity_keys
        self._identity_audience = identity_audience
        self._clock = clock

    def anonymous(self) -> Visitor:
        """A visitor nobody vouches for, with an id of our making."""
        return Visitor(f"anon:{new_id()}", ProvenBy.ANONYMOUS_SESSION, Level.ANONYMOUS)

    def issue(self, visitor: Visitor) -> tuple[str, Visitor]:
        """A fresh token for a visitor, and the visitor with the session's end."""
        now = self._clock.now() // 1000
        life = _KNOWN_S if visitor.level >= Level.VERIFIED else _ANONYMOUS_S
        claims = {
            "sub": visitor.external_id,
            "aud": _AUDIENCE,
            "iat": now,
            "exp": now + life,
            "by": visitor.proven_by.value,
            "lvl": int(visitor.level),
            "name": visitor.name,
        }
        token = jwt.encode(claims, self._key, algorithm="HS256", headers={"kid": self._kid})
        return token, replace(visitor, until=float(now + life))

    def check_still_open(self, visitor: Visitor) -> None:
        """For connections that outlive their session. Raises NotSignedIn."""
        if visitor.until + _LEEWAY_S <= self._clock.now() / 1000:
            raise NotSignedIn(_ENDED, detail="expired")

    def check(self, token: str) -> Visitor:
        """The visitor of one of our tokens. Raises NotSignedIn for forged and expired ones."""
        claims = self._decode(token, self._key, _AUDIENCE, _ENDED)
        try:
            return Visitor(
                str(claims["sub"]),
                ProvenBy(str(claims["by"])),
                Level(int(claims["lvl"])),
                str(claims.get("name", "")),
                float(claims["exp"]),
            )
        except (KeyError, ValueError, TypeError):
            raise NotSignedIn("This chat session is not valid. Please reload the page.") from None

    def check_host(self, token: str) -> Visitor:
        """The customer a company's server vouches for. Raises NotSignedIn."""
        refused = "The sign-in for this chat was not accepted or has expired. Please sign in again and reload the page."
        try:
            kid = jwt.get_unverified_header(token).get("kid")
        except jwt.PyJWTError:
            raise NotSignedIn(refused) from None
        key = self._identity_keys.get(kid) if isinstance(kid, str) else None
        if key is None:
            raise NotSignedIn(refused, detail="unknown kid")
        claims = self._decode(token, key, self._identity_audience, refused)
        if float(claims["exp"]) - float(claims["iat"]) > _HOST_MAX_S:
            raise NotSignedIn(refused, detail="lives longer than an hour")
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 128 or subject.startswith("anon:"):
            raise NotSignedIn(refused, detail="bad sub")
        return Visitor(subject, ProvenBy.HOST_JWT, Level.VERIFIED, str(claims.get("name", ""))[:120])

    def sign_host_identity(self, kid: str, subject: str, name: str) -> str:
        """What a company's server does, for the demo page and for tests."""
        now = self._clock.now() // 1000
        claims = {"sub": subject, "aud": self._identity_audience, "iat": now, "exp": now + 900, "name": name}
        return jwt.encode(claims, self._identity_keys[kid], algorithm="HS256", headers={"kid": kid})

    def _decode(self, token: str, key: str, audience: str, refused: str) -> dict[str, float | str]:
        try:
            # Times are checked below by our own clock, which tests can move.
            claims: dict[str, float | str] = jwt.decode(
                token,
                key,
                algorithms=["HS256"],
                audience=audience,
                options={"require": ["sub", "aud", "iat", "exp"], "verify_exp": False, "verify_iat": False},
            )
            now = self._clock.now() / 1000
            live = float(claims["exp"]) + _LEEWAY_S > now and float(claims["iat"]) - _LEEWAY_S < now
        except (jwt.PyJWTError, ValueError, TypeError):
            raise NotSignedIn(refused) from None
        if not live:
            raise NotSignedIn(refused, detail="expired")
        return claims
