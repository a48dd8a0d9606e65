"""The desk's search in the company's articles, as JSON."""

from typing import Any

from aiohttp import web

from core.access import for_role
from core.domain.company import ArticleAudience
from core.domain.ids import ArticleId, ConversationId
from core.domain.people import Role
from core.errors import NotFound
from core.links import safe_link
from core.ports import StaffDoor
from core.record import HandoffStore
from core.staff_words import AUDIENCES
from handoff.search import AgentSearch, Hit


class KnowledgeApi:
    """Handlers under /desk/api/knowledge. `?conversation=` names the one that the agent has open."""

    def __init__(self, search: AgentSearch, store: HandoffStore, door: StaffDoor) -> None:
        self._search = search
        self._store = store
        self._door = door

    def routes(self) -> list[web.RouteDef]:
        """For `app.add_routes`."""
        return [
            web.get("/desk/api/knowledge", self.find),
            web.get("/desk/api/knowledge/{article}", self.read),
        ]

    @for_role(Role.AGENT)
    async def find(self, request: web.Request) -> web.Response:
        """Articles for `?q=`, best first."""
        self._door.require(request, Role.AGENT)
        hits = await self._search.find(request.query.get("q", ""), await self._conversation(request))
        return web.json_response({"hits": [_hit(hit) for hit in hits]})

    @for_role(Role.AGENT)
    async def read(self, request: web.Request) -> web.Response:
        """One article with all its text."""
        self._door.require(request, Role.AGENT)
        article_id = ArticleId(request.match_info["article"])
        return web.json_response(_hit(await self._search.read(article_id, await self._conversation(request))))

    async def _conversation(self, request: web.Request) -> ConversationId | None:
        """The conversation asked about; agents know only those that were handed to people."""
        named = request.query.get("conversation", "")
        if not named:
            return None
        conversation_id = ConversationId(named)
        if not await self._store.handoffs_of(conversation_id):
            raise NotFound("There is no such conversation on the desk. It may not have been handed to a person.")
        return conversation_id


def _hit(hit: Hit) -> dict[str, Any]:
    article = hit.article
    return {
        "id": article.id,
        "title": article.title,
        "heading": hit.heading,
        "text": hit.text,
        "audience": article.audience,
        "audience_label": AUDIENCES[article.audience],
        "internal": article.audience is ArticleAudience.INTERNAL,
        "link": safe_link(hit.link),
        "why_not": hit.why_not,
    }
