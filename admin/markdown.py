"""An article's Markdown as safe HTML, as its page shows it."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def as_html(body: str) -> Markup:
    """Sanitised: it may be put on a page as it is. The title above the text is left out: the page shows it itself."""
    first, _, rest = body.lstrip().partition("\n")
    shown = rest if first.startswith("# ") else body
    return Markup(nh3.clean(_MARKDOWN.render(shown)))  # noqa: S704 - sanitised
