"""Did our own page ask for this? The second lock beside the token that every form and script sends."""

from urllib.parse import urlsplit

from aiohttp import web

from core.errors import NotAllowed

_REFUSED = "This request came from another site, so nothing was done. Open the page here and try again."


def _is_ours(origin: str, request: web.Request, public_url: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if public_url:
        ours = urlsplit(public_url)
        if (parts.scheme, parts.netloc.lower()) == (ours.scheme, ours.netloc.lower()):
            return True
    # Behind a proxy that ends TLS our own scheme says nothing; the host does.
    return parts.scheme in ("http", "https") and parts.netloc.lower() == request.host.lower()


def check_same_origin(request: web.Request, public_url: str = "", *, must_say: bool = False) -> None:
    """Raises NotAllowed when a browser says that another site asks; `must_say` refuses silence as well."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if origin is not None and not _is_ours(origin, request, public_url):
        raise NotAllowed(_REFUSED, detail=f"origin {origin!r}")
    if site is not None and site not in ("same-origin", "none"):
        raise NotAllowed(_REFUSED, detail=f"sec-fetch-site {site!r}")
    if must_say and origin is None:
        raise NotAllowed(_REFUSED, detail="no origin")
