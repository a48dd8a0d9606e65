"""Text made harmless and plain: no markup that could run, no characters that hide or turn words."""

import re
import unicodedata

# Soft hyphens, zero-width spaces, marks that turn the direction of writing, and invisible tag letters: people do not
# see them, and they are how text is smuggled past people.
_HIDDEN = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_RUNNING = re.compile(r"<(script|style|iframe|object|template)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_FENCE = re.compile(r"^(```|~~~).*?^\1[^\S\n]*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(\s*<?((?:[^()\s>]|\([^()\s]*\))*)>?(?:\s+\"[^\"]*\")?\s*\)")
_BLANK = re.compile(r"\n{3,}")


def clean_text(text: str) -> str:
    """Without control and hidden characters; composed letters, line ends as `\\n`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _HIDDEN.sub("", _CONTROL.sub("", text)))


def clean_markdown(text: str) -> str:
    """The same for Markdown, and without HTML and links that are none; what stands in fences stays as it is."""
    text = clean_text(text)
    pieces: list[str] = []
    at = 0
    for fence in _FENCE.finditer(text):
        pieces += [_without_html(text[at : fence.start()]), fence[0]]
        at = fence.end()
    pieces.append(_without_html(text[at:]))
    lines = (line.rstrip() for line in "".join(pieces).split("\n"))
    return _BLANK.sub("\n\n", "\n".join(lines)).strip() + "\n"


def may_link(address: str) -> bool:
    """Whether an address may stand in a link: of the web, of mail or telephone, or of the same site."""
    scheme, colon, _ = address.strip().partition(":")
    if not colon or "/" in scheme or "#" in scheme or "?" in scheme:
        return True
    return scheme.casefold() in ("http", "https", "mailto", "tel")


def _without_html(text: str) -> str:
    text = _TAG.sub("", _COMMENT.sub("", _RUNNING.sub("", text)))
    return _LINK.sub(lambda link: link[0] if may_link(link[3]) else link[2], text)
