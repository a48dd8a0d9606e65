"""What is read from a file or page, and the limits for it."""

from dataclasses import dataclass, field

from core.errors import InvalidInput

MAX_FILE = 20 * 1024 * 1024
MAX_PAGES = 500
"""Of a PDF."""
MAX_TEXT = 400_000
"""Characters of one article."""
MAX_ROWS = 5_000
"""Questions and answers in one table."""
MAX_LINKS = 2_000


class Refused(InvalidInput):
    """A document that is not taken; the text says why, and what to do where something can be done."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article to be. `body` is Markdown without its front matter; `said` what the document says about itself, by
    the names of the front matter; `links` are the addresses a page leads to; `part` tells several of one file apart."""

    title: str
    body: str
    said: dict[str, object] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    part: str = ""
