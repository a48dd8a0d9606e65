"""The tree of errors. Each has a code, a text that is safe to show, and private detail for the log.

`str(error)` is the safe text: what happened, why, and what to do. Nothing a customer typed belongs in it.
"""


class FoyerError(Exception):
    """Base of everything we raise on purpose. `status` is the HTTP status at the edge."""

    code = "error"
    status = 500

    def __init__(self, message: str, *, retry_after_s: float | None = None, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.retry_after_s = retry_after_s
        self.detail = detail


class SettingError(FoyerError):
    """A setting or policy is wrong; the text names it, its value and the remedy."""

    code = "bad_setting"


class InvalidInput(FoyerError):
    """What came in cannot be understood or is not allowed in this form."""

    code = "invalid"
    status = 400


class TooLarge(InvalidInput):
    """A message or frame over the limit."""

    code = "too_large"
    status = 413


class RateLimited(FoyerError):
    """Too much at once; `retry_after_s` says how long to wait."""

    code = "rate_limited"
    status = 429


class NotSignedIn(FoyerError):
    """No session, or one that has expired or was forged."""

    code = "not_signed_in"
    status = 401


class NotAllowed(FoyerError):
    """Signed in, but this is not theirs to do."""

    code = "not_allowed"
    status = 403


class NotFound(FoyerError):
    """Does not exist, or is somebody else's: we do not tell which."""

    code = "not_found"
    status = 404


class Conflict(FoyerError):
    """Somebody was faster, or the thing has moved on."""

    code = "conflict"
    status = 409


class LeaseLost(FoyerError):
    """This worker no longer owns the conversation: another took it over, or a person stepped in."""

    code = "lease_lost"


class Unavailable(FoyerError):
    """A part we need does not answer at present."""

    code = "unavailable"
    status = 503


class DeliveryError(FoyerError):
    """A channel did not take a message. `permanent` ones go to the dead letters at once; `refused` says that the
    channel answered no, so that nothing can have arrived (after a time-out it may have)."""

    code = "delivery_failed"

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        refused: bool = False,
        retry_after_s: float | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(message, retry_after_s=retry_after_s, detail=detail)
        self.permanent = permanent
        self.refused = refused


class NotYet(DeliveryError):
    """It is not this message's turn: nothing was sent, and that is no failure. Come back after `retry_after_s`."""

    code = "not_yet"

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message, refused=True, retry_after_s=retry_after_s)
