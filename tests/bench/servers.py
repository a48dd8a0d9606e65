"""Foyer as its users run it: real processes, which benchmarks measure and fault runs kill."""

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.reaper import remove_after_us
from tests.support.services import LOOPBACK, Server, ServiceFailed

ROOT = Path(__file__).resolve().parents[2]
SERVE = [str(ROOT / "app.py"), "serve"]
PREPARE = [str(ROOT / "app.py"), "prepare"]
PREPARE_S = 1_200
"""A minute on a quiet machine; busy ones have taken twenty times that."""
WIDE_OPEN = {
    "FOYER_MESSAGE_RATE": "100000",
    "FOYER_MESSAGE_BURST": "100000",
    "FOYER_CONNECT_RATE": "100000",
    "FOYER_CONNECT_BURST": "100000",
    "FOYER_SOCKETS_PER_ADDRESS": "100000",
}


class Home:
    """A company without a quiet window, and its data folder, ready to serve."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.company = folder / "company"
        self.data = folder / "data"
        self.secret = secrets.token_urlsafe(48)

    @property
    def sqlite_url(self) -> str:
        return f"sqlite:///{self.data}/foyer.db"

    def settings(self, database_url: str = "") -> dict[str, str]:
        return {
            "FOYER_COMPANY_DIR": str(self.company),
            "FOYER_DATA_DIR": str(self.data),
            "FOYER_DATABASE_URL": database_url or self.sqlite_url,
            "FOYER_SECRET": self.secret,
            **WIDE_OPEN,
        }

    def new_sqlite(self) -> str:
        """The URL of an SQLite file that does not exist yet."""
        return f"sqlite:///{self.data}/{secrets.token_hex(4)}.db"


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """What a server inherits: nothing of ours that would change what is measured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOYER_")}
    return {**kept, "PYTHONUNBUFFERED": "1", **settings}


@contextmanager
def prepared_home(quiet_ms: int = 0, made: Path | None = None) -> Iterator[Home]:
    """Train models and index the articles once, for every server of a run; what a folder `made` by the same code has
    already is taken from there."""
    folder = Path(tempfile.mkdtemp(prefix="foyer-home-"))
    remove_after_us(folder)
    try:
        home = Home(folder)
        shutil.copytree(ROOT / "examples" / "harborlight", home.company)
        policies = home.company / "policies.yaml"
        text, count = re.subn(
            r"web: \{quiet_ms: \d+, max_wait_ms: \d+\}",
            f"web: {{quiet_ms: {quiet_ms}, max_wait_ms: {quiet_ms * 4}}}",
            policies.read_text(),
        )
        if count != 1:
            raise ServiceFailed(f"{policies} does not say windows.web as expected")
        policies.write_text(text)
        if made is not None:
            shutil.copytree(made, home.data)
        prepare(home)
        yield home
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def prepare(home: Home, database_url: str = "") -> str:
    """`app.py prepare`; returns the first admin's password, or "" when there is staff already."""
    done = subprocess.run(
        [sys.executable, *PREPARE],
        env=environment(home.settings(database_url)),
        cwd=home.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=PREPARE_S,
    )
    if done.returncode != 0:
        raise ServiceFailed(f"prepare:\n{done.stderr[-2000:]}")
    found = re.search(r"password\n\n\s+(\S+)\n", done.stderr)
    return found.group(1) if found else ""


class FoyerServer(Server):
    """`python app.py serve` in a process of its own. `argv` may name another program with the same manners."""

    name = "foyer"

    def __init__(self, settings: Mapping[str, str], argv: list[str] | None = None) -> None:
        super().__init__()
        self._settings = dict(settings)
        self._argv = argv or SERVE

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @contextmanager
    def launched(self) -> Iterator[None]:
        """Started, and not waited for."""
        with (self.directory / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(), cwd=self.directory, stdout=log, stderr=subprocess.STDOUT, **self._owner()
            )
        try:
            yield
        finally:
            self.stop()
            self._remove()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            return str(answer.read().decode())

    def status(self, name: str) -> int:
        """A line of the process's status in bytes, such as VmRSS or VmHWM."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
        raise KeyError(name)

    def cpu_s(self) -> float:
        """Processor time the process has used, all threads together."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def metrics(self) -> dict[str, float]:
        """Every sample of /metrics by its name and labels."""
        samples = {}
        for line in self.get("/metrics").splitlines():
            if line and not line.startswith("#"):
                name, _, value = line.rpartition(" ")
                samples[name] = float(value)
        return samples

    def log(self) -> str:
        return (self.directory / "server.log").read_text(errors="replace")

    def _owner(self) -> dict[str, Any]:
        return {"env": environment({**self._settings, "FOYER_PORT": str(self.port)})}

    def _command(self) -> list[str]:
        return [sys.executable, *self._argv]

    def _answers(self) -> bool:
        try:
            self.get("/healthz")
        except (OSError, urllib.error.URLError):
            return False
        return True
