"""What the channel serves besides frames: the widget's scripts, the demo's host page, and the help articles."""

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import nh3
from aiohttp import web
from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt

from bot.web.visitors import Sessions
from core.domain.company import Article, Company, KnownCustomer
from core.errors import NotFound

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {socket}; "
    "font-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
DEMO_KEY = "demo"


class Scripts:
    """The widget's files, read once; other sites may load them, and browsers ask each time whether they changed."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, str, str]] = {}
        for path in sorted(_STATIC.rglob("*")):
            if path.is_file() and path.suffix in _TYPES:
                body = path.read_bytes()
                tag = hashlib.sha256(body).hexdigest()[:16]
                self._files[path.relative_to(_STATIC).as_posix()] = (body, _TYPES[path.suffix], tag)

    def routes(self) -> list[web.RouteDef]:
        """`/widget.js`, what it loads, and the host page's own files."""
        return [
            web.get("/widget.js", self._serve),
            web.get("/widget/{file:.+}", self._serve),
            web.get("/host/{file:.+}", self._serve),
        ]

    async def _serve(self, request: web.Request) -> web.Response:
        found = self._files.get(request.path.removeprefix("/"))
        if found is None:
            raise NotFound("There is no such file.")
        body, kind, tag = found
        headers = {
            "ETag": f'"{tag}"',
            "Cache-Control": "public, max-age=0, must-revalidate",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if tag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        response = web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)
        response.enable_compression()
        return response


FindArticle = Callable[[str], Awaitable[Article | None]]
"""The article whose page has this address, if anybody may read it now.

A link carries no proof of who opens it, so only public articles have a page. Answers quote the others to those who may
read them, and name them without a link.
"""


class HostPages:
    """The demo: the fictional company's page with the widget on it, and its help pages."""

    def __init__(
        self, company: Company, sessions: Sessions, find_article: FindArticle, *, demo: bool, sign_in: bool
    ) -> None:
        self._company = company
        self._sessions = sessions
        self._find_article = find_article
        self._demo = demo
        self._customers = company.customers if sign_in else ()
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable("table")

    def routes(self) -> list[web.RouteDef]:
        """The host page only where it is wanted; the articles always, since answers link to them."""
        routes = [web.get("/help/{article:.+}", self._article)]
        if self._demo:
            routes.append(web.get("/", self._host))
        return routes

    async def _host(self, request: web.Request) -> web.Response:
        person = self._customer(request.query.get("as", ""))
        return self._page(
            request,
            "host.html",
            demo_customers=[self._demo_entry(known) for known in self._customers],
            signed_in=self._demo_entry(person) if person else None,
            identity=self._sign(person) if person else None,
        )

    def _sign(self, person: KnownCustomer) -> str:
        return self._sessions.sign_host_identity(DEMO_KEY, person.external_id, person.customer.name)

    def _customer(self, external_id: str) -> KnownCustomer | None:
        return next((known for known in self._customers if known.external_id == external_id), None)

    def _demo_entry(self, known: KnownCustomer) -> dict[str, str]:
        account = known.customer.account
        return {
            "name": known.customer.name,
            "account": account.name if account else "",
            "tier": account.tier.value if account else "",
            "external_id": known.external_id,
            "href": f"/?as={known.external_id}",
        }

    async def _article(self, request: web.Request) -> web.Response:
        article = await self._find_article(request.path)
        if article is None:
            raise NotFound("This help page does not exist, or it is not public.")
        return self._page(
            request,
            "article.html",
            title=article.title,
            updated=article.updated,
            body_html=self._body(article),
        )

    def _body(self, article: Article) -> str:
        lines = article.body.strip().splitlines()
        if lines and lines[0].startswith("# "):
            lines = lines[1:]  # the page shows the title itself
        return nh3.clean(self._markdown.render("\n".join(lines)))

    def _page(self, request: web.Request, template: str, **values: Any) -> web.Response:
        text = self._templates.get_template(template).render(company=self._company, **values)
        socket = f"{'wss' if request.scheme == 'https' else 'ws'}://{request.host}"
        headers = {"Content-Security-Policy": _CSP.format(socket=socket), "Cache-Control": "no-store"}
        return web.Response(text=text, content_type="text/html", headers=headers)
