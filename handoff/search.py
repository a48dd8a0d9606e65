"""What agents find in the company's articles, wherever the agent sits: internal ones too, each with what may be done
with it in the conversation at hand."""

from dataclasses import dataclass

from core.backoffice import BackOffice
from core.clock import Clock
from core.domain.company import Article, ArticleAudience
from core.domain.ids import ArticleId, ConversationId
from core.domain.people import Level, Reader
from core.errors import InvalidInput, NotFound
from core.library import Library
from core.policies.readers import is_valid, may_read
from core.ports import Knowledge
from core.staff_words import NOT_FOR_CUSTOMER

LONGEST = 400
"""Of what is searched for, in characters; the rest is left out."""
MOST = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that an agent found. `heading` and `text` are its best passage.

    `link` is the address a customer may be given, "" where there is none. `why_not` says why the text must not reach
    the customer of this conversation; "" where it may.
    """

    article: Article
    heading: str
    text: str
    link: str
    why_not: str


class AgentSearch:
    """Searches for one agent at a time. `public_url` is put before addresses of our own help pages."""

    def __init__(
        self, knowledge: Knowledge, library: Library, people: BackOffice, clock: Clock, public_url: str = ""
    ) -> None:
        self._knowledge = knowledge
        self._library = library
        self._people = people
        self._clock = clock
        self._public_url = public_url

    async def find(
        self, question: str, conversation_id: ConversationId | None = None, limit: int = MOST
    ) -> tuple[Hit, ...]:
        """Articles for a question, best first, each once: public, signed-in and internal ones, and those of the
        conversation's account. Who may ask is for the caller to check. An empty question finds nothing."""
        question = " ".join(question.split())[:LONGEST]
        if not question:
            return ()
        customer = await self._customer(conversation_id)
        passages = await self._knowledge.search(question, await self._agent(customer), MOST)
        best = {passage.article_id: passage for passage in reversed(passages)}
        hits: list[Hit] = []
        for article_id in dict.fromkeys(passage.article_id for passage in passages):
            stored = await self._library.stored_article(article_id)
            if stored is None or stored.gone is not None:
                continue  # deleted this very moment
            passage = best[article_id]
            hits.append(self._hit(stored.article, customer, passage.heading, passage.text))
        return tuple(hits[:limit])

    async def read(self, article_id: ArticleId, conversation_id: ConversationId | None = None) -> Hit:
        """One article, whole: `text` is its Markdown. Raises NotFound also where it is of another account."""
        customer = await self._customer(conversation_id)
        stored = await self._library.stored_article(article_id)
        readable = stored is not None and stored.gone is None and is_valid(stored.article, self._clock.now())
        if stored is None or not readable or not may_read(stored.article, await self._agent(customer)):
            raise NotFound("This article is not there any more. Search again.")
        return self._hit(stored.article, customer, "", stored.article.body)

    async def check(self, article_id: ArticleId) -> None:
        """Raises InvalidInput where there is no such article, for whoever names one."""
        stored = await self._library.stored_article(article_id)
        if stored is None or stored.gone is not None:
            raise InvalidInput("This article is not there any more. Choose another one, or none.")

    async def _customer(self, conversation_id: ConversationId | None) -> Reader:
        """The customer as a reader; nobody in particular without a conversation."""
        if conversation_id is None:
            return Reader(Level.ANONYMOUS)
        found = await self._people.person_of(conversation_id)
        if found is None:
            raise NotFound("There is no such conversation.")
        customer, identity = found
        return Reader(identity.level, customer.account.id if customer.account else None)

    async def _agent(self, customer: Reader) -> Reader:
        """What has been deleted until this moment is not found, however old the index is."""
        seen = await self._library.library_seq()
        return Reader(Level.VERIFIED, customer.account, staff=True, seen=seen)

    def _hit(self, article: Article, customer: Reader, heading: str, text: str) -> Hit:
        link = article.url if article.audience is ArticleAudience.PUBLIC else ""
        if link.startswith("/"):
            link = self._public_url + link
        why_not = "" if may_read(article, customer) else NOT_FOR_CUSTOMER[article.audience]
        return Hit(article, heading, text, link, why_not)
