"""What a company's articles say about each of its intents, the most telling first.

Titles and headings name what is in an article much as customers do, and what it opens with says what it is about.
Vectors of those tell intents apart as well as vectors of every sentence do, at a third of the work; the words of the
rest cost next to nothing and are learned from as words.
"""

from collections.abc import Sequence
from itertools import zip_longest

from core.domain.company import Article
from core.sentences import article_headings, article_sentences

MOST_EMBEDDED = 32
"""Sentences an intent that get a vector. The same number for each, as far as there are so many: an intent with more
of them would more easily have one that is near."""
MOST_WORDED = 150
"""Sentences an intent whose words are learned from."""
MOST_WORDED_IN_ALL = 3_000
"""A fit's time grows with their number times that of the intents."""


def told_of(articles: Sequence[Article]) -> list[str]:
    """All sentences of an intent's articles, each once: titles, then headings, then the articles' sentences in turn."""
    titles = [article.title for article in articles]
    headings = [heading for article in articles for heading in article_headings(article.body)]
    in_turn = zip_longest(*(article_sentences(article.body) for article in articles), fillvalue="")
    told = [*titles, *headings, *(sentence for row in in_turn for sentence in row)]
    return [sentence for sentence in dict.fromkeys(told) if len(sentence.split()) > 1]


def worded_each(intents: int) -> int:
    """How many sentences of each of so many intents are learned from as words."""
    return max(MOST_EMBEDDED, min(MOST_WORDED, MOST_WORDED_IN_ALL // intents))
