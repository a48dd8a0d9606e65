"""Files that customers sent, as agents get them: to save, never to be opened as a page of ours."""

from typing import Any, Protocol
from urllib.parse import quote

from aiohttp import web

from core.access import for_role
from core.domain.people import Role
from core.errors import NotFound
from core.files import FileShelf, FileState, FileStore, KeptFile
from core.ports import StaffDoor
from core.record import HandoffStore

_STATES = {
    FileState.WAITING: "Being fetched …",
    FileState.GONE: "Deleted with its message.",
}


class FilesRecord(HandoffStore, FileStore, Protocol):
    """What is read."""


class DeskFiles:
    """Handlers under /desk/files."""

    def __init__(self, store: FilesRecord, shelf: FileShelf, door: StaffDoor) -> None:
        self._store = store
        self._shelf = shelf
        self._door = door

    def routes(self) -> list[web.RouteDef]:
        """For `app.add_routes`."""
        return [web.get("/desk/files/{file}", self.download)]

    @for_role(Role.AGENT)
    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes. Agents get those of conversations that were handed to people, nothing else."""
        self._door.require(request, Role.AGENT)
        file = await self._store.kept_file(request.match_info["file"])
        if file is None or file.state is not FileState.KEPT or not await self._store.handoffs_of(file.conversation_id):
            raise NotFound("There is no such file, or it was deleted.")
        pieces = self._shelf.read(file.id)
        first = await anext(pieces, b"")
        answer = web.StreamResponse(headers=_headers(file))
        answer.content_length = file.size
        await answer.prepare(request)
        await answer.write(first)
        async for piece in pieces:
            await answer.write(piece)
        await answer.write_eof()
        return answer


def _headers(file: KeptFile) -> dict[str, str]:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in file.name) or "file"
    return {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }


def file_line(file: KeptFile) -> dict[str, Any]:
    """A file as the desk's page lists it under its message."""
    return {
        "id": file.id,
        "message": file.message_key,
        "name": file.name or "A file",
        "size": file.size,
        "state": file.state,
        "note": file.note or _STATES.get(file.state, ""),
        "url": f"/desk/files/{file.id}" if file.state is FileState.KEPT else "",
    }
