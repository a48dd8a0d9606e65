"""Files a customer attaches: named, looked up where the event hides them, and never downloaded on the way."""

from core.errors import DeliveryError
from core.slack_api import WebApi
from core.slack_payloads import FileRef

_MOST = 10
_KB = 1024


async def described(files: tuple[FileRef, ...], web: WebApi) -> tuple[tuple[FileRef, str], ...]:
    """Each file with what to tell about it. In shared channels the event has no details: Slack is asked.

    Raises NotYet when Slack asks to wait; a file that cannot be seen is named as such.
    """
    found = []
    for file in files[:_MOST]:
        known = await _looked_up(file, web) if file.unknown or not file.name else file
        found.append((known, _line(known)))
    return tuple(found)


async def _looked_up(file: FileRef, web: WebApi) -> FileRef:
    try:
        answer = await web.call("files.info", file=file.id)
    except DeliveryError as error:
        if not error.refused or not error.detail:
            raise
        return file
    data = answer.get("file") or {}
    size = data.get("size")
    return FileRef(
        id=file.id,
        name=str(data.get("name") or data.get("title") or ""),
        mimetype=str(data.get("mimetype") or ""),
        size=size if isinstance(size, int) else 0,
        unknown=False,
    )


def _line(file: FileRef) -> str:
    if not file.name:
        return "[file that Slack does not show us]"
    parts = [file.name[:120], file.mimetype[:60], _size(file.size)]
    return f"[file: {', '.join(part for part in parts if part)}]"


def _size(size: int) -> str:
    if size <= 0:
        return ""
    return f"{size / _KB / _KB:.1f} MB" if size >= _KB * _KB else f"{max(1, size // _KB)} KB"
