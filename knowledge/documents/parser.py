"""Reading foreign files in a process apart, with limits on time and memory."""

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from knowledge.documents.child import LENGTH
from knowledge.documents.document import Document, Refused
from knowledge.documents.kinds import check_size

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 40.0
"""Longer than the processor time a file may take, so that a file that waits for nothing ends as well."""
_ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}


class Parser:
    """One child that reads one file after another; started with the first, replaced when it dies.

    Its environment is empty of settings: no secret of ours is where foreign files are read.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    async def read(self, name: str, data: bytes, *, content_type: str = "", address: str = "") -> list[Document]:
        """The documents in a file or page. Raises Refused with the reason for none."""
        check_size(len(data))
        async with self._turn:
            try:
                async with asyncio.timeout(self._patience_s):
                    said = await self._ask({"name": name, "type": content_type, "address": address}, data)
            except TimeoutError:
                await self._end()
                raise Refused("reading it took too long; it may be made to do so. Save it anew or split it") from None
            except (OSError, asyncio.IncompleteReadError):
                await self._end()
                raise Refused("reading it took more time or memory than a document may; split it") from None
            except BaseException:
                await self._end()  # a half-read answer is nobody's
                raise
        if "refused" in said:
            raise Refused(said["refused"])
        return [Document(**{**each, "links": tuple(each["links"])}) for each in said["documents"]]

    async def _ask(self, request: dict[str, str], data: bytes) -> dict[str, Any]:
        child = await self._started()
        assert child.stdin is not None
        assert child.stdout is not None
        head = json.dumps(request).encode()
        child.stdin.write(LENGTH.pack(len(head)) + head + LENGTH.pack(len(data)) + data)
        await child.stdin.drain()
        (size,) = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))
        said: dict[str, Any] = json.loads(await child.stdout.readexactly(size))
        return said

    async def _started(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "knowledge.documents.child",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=_ENVIRONMENT,
                cwd=ROOT,
            )
        return self._child

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
