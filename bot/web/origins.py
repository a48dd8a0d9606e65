"""Which web pages may carry the widget."""

from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import web

AddressOf = Callable[[web.Request], str]
"""Tells a caller's address, whatever stands in front of us."""


class Origins:
    """The allow-list. Our own origin is always on it; a client without an Origin is no browser and needs none."""

    def __init__(self, allowed: tuple[str, ...], public_url: str) -> None:
        self._allowed = {origin.lower() for origin in allowed}
        if public_url:
            parts = urlsplit(public_url)
            self._allowed.add(f"{parts.scheme}://{parts.netloc}".lower())

    def allowed(self, request: web.Request) -> bool:
        """Whether the page that asks may."""
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        try:
            netloc = urlsplit(origin).netloc.lower()
        except ValueError:
            return False
        return origin.lower() in self._allowed or netloc == request.host.lower()

    def cors_headers(self, request: web.Request) -> dict[str, str]:
        """What lets an allowed page of another origin read the answer; nothing for the rest."""
        origin = request.headers.get("Origin")
        if origin is None or not self.allowed(request):
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Headers": "authorization, content-type",
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Max-Age": "600",
            "Vary": "Origin",
        }
