"""Errors become answers that say what happened, why, and what to do; what is private goes to the log."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from adapters.web.pages import Pages
from core.clock import new_id
from core.errors import FoyerError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_log = structlog.get_logger(__name__)

_HTTP_TEXTS = {
    400: ("bad_request", "We could not read that request. Reload the page and try again."),
    403: ("not_allowed", "You may not do this. Ask an admin if you should be able to."),
    404: ("not_found", "There is nothing at this address. It may have moved, or the link is incomplete."),
    405: ("bad_method", "That does not work at this address. Go back and use the buttons on the page."),
    413: ("too_large", "That was too much at once. Send it in smaller pieces."),
}
_UNEXPECTED = (
    "Something went wrong on our side and it has been logged. Try again in a moment; if it happens again, "
    "tell whoever runs this service the reference {reference}."
)
_TITLES = {
    400: "That did not work",
    401: "Please sign in",
    403: "Not allowed",
    404: "Not found",
    409: "Somebody was faster",
    413: "Too large",
    429: "Too many attempts",
    503: "Not available right now",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What we tell about an error."""

    status: int
    code: str
    message: str
    retry_after_s: float | None = None
    reference: str = ""


def wants_json(request: web.Request) -> bool:
    """Scripts get JSON, people get pages."""
    if "/api/" in request.path or request.path.endswith("/ws"):
        return True
    return "text/html" not in request.headers.get("Accept", "text/html")


class Errors:
    """The outermost middleware."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    @property
    def middleware(self) -> Middleware:
        """For `web.Application(middlewares=[…])`, first in the list."""

        @web.middleware
        async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                return await handler(request)
            except web.HTTPException as answer:
                if answer.status < 400:
                    raise
                code, message = _HTTP_TEXTS.get(answer.status, ("error", _HTTP_TEXTS[400][1]))
                response = self.answer(request, Trouble(answer.status, code, message))
                if "Allow" in answer.headers:
                    response.headers["Allow"] = answer.headers["Allow"]
                return response
            except FoyerError as error:
                return self.answer(request, self._known(request, error))
            except asyncio.CancelledError:
                raise
            except Exception:
                reference = new_id()[-8:]
                _log.exception("request_failed", path=request.path, method=request.method, reference=reference)
                message = _UNEXPECTED.format(reference=reference)
                return self.answer(request, Trouble(500, "unexpected", message, reference=reference))

        return errors

    def _known(self, request: web.Request, error: FoyerError) -> Trouble:
        if error.status >= 500 or error.detail:
            _log.warning("request_refused", path=request.path, code=error.code, detail=error.detail)
        return Trouble(error.status, error.code, error.message, error.retry_after_s)

    def answer(self, request: web.Request, trouble: Trouble) -> web.Response:
        """The trouble as JSON or as a page."""
        response: web.Response
        if wants_json(request):
            body: dict[str, object] = {"code": trouble.code, "message": trouble.message}
            if trouble.retry_after_s is not None:
                body["retry_after_s"] = math.ceil(trouble.retry_after_s)
            if trouble.reference:
                body["reference"] = trouble.reference
            response = web.json_response({"error": body}, status=trouble.status)
        else:
            title = _TITLES.get(trouble.status, "Something went wrong")
            text = self._pages.render("staff/error.html", title=title, trouble=trouble)
            response = web.Response(text=text, status=trouble.status, content_type="text/html")
        if trouble.retry_after_s is not None:
            response.headers["Retry-After"] = str(math.ceil(trouble.retry_after_s))
        return response
