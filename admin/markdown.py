"""An article's Markdown as safe HTML, as its page shows it."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def as_html(body: str) -> Markup:
    """Sanitised: it may be put on a page as it is."""
    return Markup(nh3.clean(_MARKDOWN.render(body)))  # noqa: S704 - sanitised
