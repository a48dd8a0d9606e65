"""Where a request comes from."""

from aiohttp import web


def caller_address(request: web.Request, *, trust_proxy: bool) -> str:
    """The caller's address; what `X-Forwarded-For` says last counts only when our own proxy sets it."""
    forwarded = request.headers.get("X-Forwarded-For", "") if trust_proxy else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.remote or "unknown"
