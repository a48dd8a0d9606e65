"""The service that a week is lived with: a process that can be killed, or one within the test's own."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

import aiohttp

from tests.slack.server import FakeSlack
from tests.support.house import COMPANY, open_house
from tests.support.models import ROOT, models_dir
from tests.support.reaper import end_after_us
from tests.support.services import free_port
from tests.support.slack_house import slack_policy
from wiring.service import Overrides

__all__ = ["COMPANY", "InProcess", "RealProcess"]


def _values(slack: FakeSlack, database: Path) -> dict[str, str]:
    bot = slack.app.installs[0]
    return {
        "database_url": f"sqlite:///{database}",
        "slack_bot_token": bot.token,
        "slack_signing_secret": slack.app.signing_secret,
        "slack_api_url": slack.api_url,
    }


class RealProcess:
    """`app.py serve`, ended by SIGKILL."""

    def __init__(self, slack: FakeSlack, database: Path) -> None:
        self._slack = slack
        self._database = database
        self._log = database.parent / "foyer.log"
        self._port = free_port()
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> str:
        settings = {
            **_values(self._slack, self._database),
            "data_dir": str(models_dir()),
            "files_dir": str(self._database.parent / "files"),
            "port": str(self._port),
            "log_level": "error",
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FOYER_")}
        environment |= {f"FOYER_{name.upper()}": value for name, value in settings.items()}
        with self._log.open("ab") as log:
            # Its own group, so that Ctrl-C ends this program, which then ends it.
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "app.py", "serve"),
                cwd=ROOT,
                env=environment,
                start_new_session=True,
                stdout=log,
                stderr=log,
            )
        end_after_us(self._process.pid)
        address = f"http://127.0.0.1:{self._port}"
        async with aiohttp.ClientSession() as http:
            while self._process.returncode is None:
                with contextlib.suppress(aiohttp.ClientError):
                    async with http.get(f"{address}/readyz") as answer:
                        if answer.status == 200:
                            return address
                await self._slack.clock.sleep(0.1)
        last = self._log.read_text(errors="replace")[-2000:]
        raise RuntimeError(f"Foyer ended with {self._process.returncode} before it was ready:\n{last}")

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()


class InProcess:
    """The same service within this process, with short quiet windows."""

    def __init__(self, slack: FakeSlack, database: Path) -> None:
        self._slack = slack
        self._database = database
        self._stack = contextlib.AsyncExitStack()

    async def start(self) -> str:
        values = _values(self._slack, self._database)
        url = values.pop("database_url")
        opened = open_house(url, overrides=Overrides(policy=slack_policy()), slack_gap_s=0.0, **values)
        return (await self._stack.enter_async_context(opened)).url

    async def kill(self) -> None:
        await self._stack.aclose()
