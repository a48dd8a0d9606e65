"""Styles, scripts and icons of the staff's pages, held in memory under a path that names their content.

The digest stands before the file's own path, so scripts that import their neighbours get the same version,
and browsers may keep everything for good.
"""

import hashlib
import mimetypes
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from core.access import for_anyone
from core.errors import NotFound

BASE = "/staff/assets"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Assets:
    """`mounts` names folders: {"staff": …, "desk": …} serves /staff/assets/<digest>/desk/desk.js."""

    def __init__(self, mounts: Mapping[str, Path]) -> None:
        self._files = {
            f"{mount}/{path.relative_to(folder).as_posix()}": path.read_bytes()
            for mount, folder in sorted(mounts.items())
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        digest = hashlib.sha256()
        for name, content in self._files.items():
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        self.digest = digest.hexdigest()[:16]

    def url(self, name: str) -> str:
        """Where `<mount>/<file>` is served; raises KeyError for a file that does not exist."""
        if name not in self._files:
            raise KeyError(name)
        return f"{BASE}/{self.digest}/{name}"

    def routes(self) -> list[web.RouteDef]:
        """Open to anyone: the sign-in page needs its style."""
        return [web.get(BASE + "/{digest}/{name:.+}", self.serve)]

    @for_anyone
    async def serve(self, request: web.Request) -> web.Response:
        """One file."""
        name = request.match_info["name"]
        content = self._files.get(name)
        if content is None:
            raise NotFound("There is no such file. Reload the page: it may be from before an update.")
        suffix = Path(name).suffix
        kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        current = request.match_info["digest"] == self.digest
        response = web.Response(
            body=content,
            content_type=kind,
            charset="utf-8" if suffix in _TYPES else None,
            headers={"Cache-Control": "public, max-age=31536000, immutable" if current else "no-cache"},
        )
        response.enable_compression()
        return response
