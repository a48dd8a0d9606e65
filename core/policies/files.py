"""Which files we take from customers, and whether what came is what was announced. Pure.

What an agent opens must be harmless to open: images, documents and plain text, no pages, scripts or programs.
"""

_MB = 1024 * 1024
_TEXT = ("text/plain", "text/csv", "application/json", "text/markdown")
_ZIPPED = (
    "application/zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
)
_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "application/pdf": (b"%PDF-",),
    **dict.fromkeys(_ZIPPED, (b"PK\x03\x04", b"PK\x05\x06")),
}
ALLOWED = frozenset((*_BEGINNINGS, *_TEXT))
_PAGE = (b"<!doctype html", b"<html")


def why_not(mimetype: str, size: int, limit: int) -> str:
    """Why a file is not taken, by what is announced of it; "" when it is."""
    if mimetype.partition(";")[0].strip().lower() not in ALLOWED:
        return f"Files of this kind ({mimetype or 'unknown'}) are not taken. It can be opened in Slack."
    if size > limit:
        return f"It is larger than {limit // _MB} MB. It can be opened in Slack."
    return ""


def why_not_this(mimetype: str, answered: str, head: bytes) -> str:
    """Why bytes that came are not the file that was announced; "" when they may be.

    `answered` is the content type of the answer, `head` its first bytes. Slack gives a sign-in page with status 200
    to whom it does not let read a file.
    """
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if answered.partition(";")[0].strip().lower() == "text/html" or start.startswith(_PAGE):
        return "Slack answered with a page in place of the file. Check that the app has the scope files:read."
    beginnings = _BEGINNINGS.get(mimetype.partition(";")[0].strip().lower())
    if beginnings is not None and not head.startswith(beginnings):
        return "It is not what its name says it is."
    if beginnings is None and b"\x00" in head:
        return "It is not the text it is said to be."
    return ""
