"""Which addresses may become links on a page."""


def safe_link(url: str) -> str:
    """The address if a browser may follow it from here (http, https or our own), else ""."""
    ours = url.startswith("/") and not url.startswith(("//", "/\\"))
    return url if ours or url.lower().startswith(("https://", "http://")) else ""
