"""Where the bytes of files go in and out: upload addresses and private downloads."""

import mimetypes
from typing import TYPE_CHECKING

from aiohttp import web

from tests.slack.world import File

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in to see this file.</body></html>"
"""What a download gives whose token is missing or lacks `files:read`: a page with status 200, not an error."""


class FileDoor:
    """Takes what `files.getUploadURLExternal` asked for, and gives files to tokens that may read them."""

    def __init__(self, slack: "FakeSlack") -> None:
        self._slack = slack

    async def receive(self, request: web.Request) -> web.Response:
        """The bytes of a file, raw or as a form."""
        file = self._slack.world.files.get(request.match_info["file"])
        if file is None or file.id not in self._slack.uploads:
            return web.Response(status=404)
        if request.content_type == "multipart/form-data":
            parts = (await request.post()).values()
            part = next((each for each in parts if isinstance(each, web.FileField)), None)
            file.content = part.file.read() if part else b""
        else:
            file.content = await request.read()
        return web.Response(text=f"OK - {len(file.content)}")

    async def download(self, request: web.Request) -> web.Response:
        """A file for a token with `files:read` whose bot can see it; for anyone else the sign-in page."""
        file = self._slack.world.files.get(request.match_info["where"].rpartition("-")[2])
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        install = self._slack.app.by_token(token)
        if install is None or install.revoked or "files:read" not in install.scopes:
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        if file is None or file.deleted or not seen_by(file, install.bot):
            return web.Response(status=404, text=LOGIN_PAGE, content_type="text/html")
        return web.Response(body=file.content, content_type=file.mimetype)


def seen_by(file: File, bot: object) -> bool:
    """Whether a bot may see a file: its own, or one in a channel it is in."""
    return file.user is bot or any(bot in channel.members for channel in file.channels)


def mimetype_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
