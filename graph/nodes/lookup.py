"""Reading a text and looking for an answer to it, as the customer who asks."""

import asyncio

from core.domain.mind import Answer, Reading
from core.domain.people import Level, Reader
from core.domain.turn import TurnInput
from graph.state import TurnContext
from graph.understanding.language import guess_language


async def read_and_search(text: str, context: TurnContext) -> tuple[Reading, Answer]:
    """The reading of a text and the best answer to it."""
    reader = reader_of(context.turn, text)
    return await asyncio.gather(context.understanding.read(text), context.knowledge.answer(text, reader))


def reader_of(turn: TurnInput, text: str) -> Reader:
    """Who asks: the account counts only for those who have proven that it is theirs. They read the language in which
    they write; their account's fact `product` names what they have, several with commas between."""
    level = turn.identity.level
    account = turn.customer.account if level >= Level.VERIFIED else None
    named = account.facts.get("product", "").split(",") if account is not None else ()
    return Reader(
        level,
        account.id if account is not None else None,
        seen=turn.library_seq,
        locale=guess_language(text, turn.locale),
        products=frozenset(filter(None, map(str.strip, named))),
    )
