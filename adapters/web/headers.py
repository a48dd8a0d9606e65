"""Headers that make the staff's pages hard to misuse, set as a response is prepared: sockets get them too."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
STAFF_PATHS = ("/desk", "/admin", "/staff")

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_STAFF = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
}


def is_under(path: str, prefixes: Sequence[str]) -> bool:
    """Whether a path is one of the prefixes or below it."""
    return any(path == prefix or path.startswith(prefix + "/") for prefix in prefixes)


def staff_headers(
    paths: Sequence[str] = STAFF_PATHS, *, https: bool = False
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """For `app.on_response_prepare`: what a handler has set itself stays."""

    async def prepare(request: web.Request, response: web.StreamResponse) -> None:
        chosen = {**_EVERYWHERE, **(_STAFF if is_under(request.path, paths) else {})}
        if https:
            chosen["Strict-Transport-Security"] = "max-age=31536000"
        for name, value in chosen.items():
            response.headers.setdefault(name, value)

    return prepare
