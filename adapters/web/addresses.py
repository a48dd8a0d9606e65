"""Where a request comes from."""

import ipaddress

from aiohttp import web


def caller_address(request: web.Request, *, trust_proxy: bool) -> str:
    """The caller as limits count callers; what `X-Forwarded-For` says last counts only when our own proxy sets it."""
    forwarded = request.headers.get("X-Forwarded-For", "") if trust_proxy else ""
    return counted_as(forwarded.rsplit(",", 1)[-1].strip() or request.remote or "unknown")


def counted_as(address: str) -> str:
    """An IPv6 caller has a whole /64 to choose addresses from, so that counts as one; others are as they are."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, ipaddress.IPv6Address):
        return address
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
