"""Real PostgreSQL and Redis servers for tests, benchmarks and chaos runs.

Each server gets a new directory and a free port on loopback. It is a child process that its object can stop,
kill and start again on the same port. Both are context managers:

    with PostgresServer() as postgres, RedisServer() as redis:
        url = postgres.create_database()   # postgresql+asyncpg://…
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.async_api import Browser, async_playwright

from tests.support import reaper

LOOPBACK = "127.0.0.1"
START_ATTEMPTS = 3
START_SECONDS = 30.0
STOP_SECONDS = 20.0
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


class ServiceMissing(RuntimeError):
    """A program that the tests need is not installed."""

    def __init__(self, program: str) -> None:
        super().__init__(f"{program} is not installed. Run `make test` once: it installs what the tests need.")


class ServiceFailed(RuntimeError):
    """A server did not start or stop; the message ends with its log."""


def free_port() -> int:
    """A port nobody listened on a moment ago. The system gives those from 32768 on to whoever connects; these it leaves
    alone, so that nobody takes one by chance before it is used."""
    while True:
        port = 10_000 + secrets.randbelow(22_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((LOOPBACK, port))
            return port


def find_program(*names: str, folders: str = "") -> str:
    """The first of `names` on the PATH, or else in the newest folder matching the glob `folders`."""
    for name in names:
        if found := shutil.which(name):
            return found
    candidates = Path("/").glob(folders.lstrip("/")) if folders else ()
    newest_first = sorted(candidates, key=lambda folder: [int(part) for part in folder.parts if part.isdigit()])[::-1]
    for folder in newest_first:
        for name in names:
            if (folder / name).exists():
                return str(folder / name)
    raise ServiceMissing(names[0])


class Server:
    """A child process in a directory of its own, listening on one loopback port."""

    name = "server"
    stop_signal = signal.SIGTERM
    kill_signal = signal.SIGKILL

    def __init__(self) -> None:
        self.port = free_port()
        self.directory = Path(tempfile.mkdtemp(prefix=f"foyer-{self.name}-"))
        reaper.remove_after_us(self.directory)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise ServiceFailed(f"{self.name} is not running")
        return self._process.pid

    def start(self) -> Self:
        """Start and wait until it answers. After a stop or kill it comes back with the same port and data."""
        if self.running:
            return self
        with (self.directory / "server.log").open("ab") as log:
            process = self._process = subprocess.Popen(
                self._command(),
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the tests first, and they stop the server
                **self._owner(),
            )
        reaper.end_after_us(process.pid)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise ServiceFailed(f"{self.name} did not start:\n{self._log_tail()}")
            time.sleep(0.02)
        return self

    def stop(self) -> None:
        """Ask it to stop and wait; afterwards nobody listens on the port. Data stays."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """Take it away without a goodbye, as a crash would."""
        self._end(self.kill_signal)

    def __enter__(self) -> Self:
        try:
            for attempt in range(1, START_ATTEMPTS + 1):
                try:
                    return self.start()
                except ServiceFailed:  # perhaps another process took the port meanwhile
                    if attempt == START_ATTEMPTS:
                        raise
                    self.port = free_port()
        except BaseException:
            self._remove()
            raise
        raise AssertionError("unreachable")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._remove()

    def _remove(self) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(how)
        process.send_signal(signal.SIGCONT)  # a paused process cannot obey
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)

    def _log_tail(self) -> str:
        return (self.directory / "server.log").read_text(errors="replace")[-2000:]

    def _owner(self) -> dict[str, Any]:
        """Extra arguments for Popen and run: the user to run as."""
        return {}

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError


class PostgresServer(Server):
    """PostgreSQL with durable commits. It refuses to run as root, so root runs it as the user `postgres`."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": disconnects clients and keeps the data clean
    kill_signal = signal.SIGQUIT  # "immediate": all its processes drop dead, the next start replays the log
    user = "foyer"

    def __init__(self, options: Mapping[str, str] | None = None) -> None:
        self._bin = Path(find_program("postgres", folders="/usr/lib/postgresql/*/bin")).resolve().parent
        super().__init__()
        self._password = secrets.token_hex(16)
        self._options = {"max_connections": "200", "shared_buffers": "64MB", **(options or {})}
        try:
            self._initialise()
        except BaseException:
            self._remove()
            raise

    def url(self, database: str, driver: str = "postgresql+asyncpg") -> str:
        return f"{driver}://{self.user}:{self._password}@{LOOPBACK}:{self.port}/{database}"

    def create_database(self, model: str = "") -> str:
        """The URL of a new database: empty, or a copy of the one named `model`, which nobody may be using."""
        name = f"foyer_{secrets.token_hex(6)}"
        self.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{model}"' if model else ""))
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove what `create_database` made, also while somebody is connected."""
        self.execute(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def execute(self, sql: str, database: str = "postgres") -> str:
        """Run SQL as the server's owner and return the rows as text."""
        done = subprocess.run(
            [str(self._bin / "psql"), "--no-psqlrc", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", sql],
            env=self._client_environment(database),
            capture_output=True,
            text=True,
            check=False,
            timeout=START_SECONDS,
        )
        if done.returncode != 0:
            raise ServiceFailed(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def _client_environment(self, database: str) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "PGHOST": LOOPBACK,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self._password,
            "PGDATABASE": database,
        }

    def _initialise(self) -> None:
        owner = self._owner()
        password_file = self.directory / "password"
        password_file.write_text(self._password)
        if owner:
            shutil.chown(self.directory, owner["user"], owner["group"])
            shutil.chown(password_file, owner["user"], owner["group"])
        command = [
            str(self._bin / "initdb"),
            "--pgdata=data",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]
        command += [f"--username={self.user}", "--auth=scram-sha-256", "--pwfile=password"]
        done = subprocess.run(command, cwd=self.directory, capture_output=True, text=True, check=False, **owner)
        password_file.unlink()
        if done.returncode != 0:
            raise ServiceFailed(f"initdb: {done.stdout[-1000:]}{done.stderr[-1000:]}")

    def _owner(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            raise ServiceMissing("the user `postgres` (from Debian's package postgresql)") from None
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _command(self) -> list[str]:
        options = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": str(self.directory),
            **self._options,
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(self._bin / "postgres"), "-D", "data", *settings]

    def _answers(self) -> bool:
        command = [str(self._bin / "pg_isready"), "-q", "-t", "1"]
        return subprocess.run(command, env=self._client_environment("postgres"), check=False).returncode == 0


class RedisServer(Server):
    """Redis without persistence: what it held is gone after a stop, which Foyer has to survive."""

    name = "redis"

    def __init__(self) -> None:
        self._program = find_program("redis-server")
        super().__init__()

    @property
    def url(self) -> str:
        return f"redis://{LOOPBACK}:{self.port}/0"

    def pause(self) -> None:
        """Freeze it: connections stay open and nothing answers, until `resume`."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def flush(self) -> None:
        """Forget everything."""
        self._ask(b"FLUSHALL")

    def _command(self) -> list[str]:
        settings = {
            "port": str(self.port),
            "bind": LOOPBACK,
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
        }
        return [self._program, *(part for name, value in settings.items() for part in (f"--{name}", value))]

    def _answers(self) -> bool:
        return self._ask(b"PING") == b"+PONG\r\n"

    def _ask(self, command: bytes) -> bytes:
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=5) as connection:
                connection.sendall(command + b"\r\n")
                return connection.recv(64)
        except OSError:
            return b""


def find_chromium() -> str:
    """The system's Chromium: Playwright's own build is not used."""
    return find_program("chromium", "chromium-browser", "google-chrome")


@contextlib.asynccontextmanager
async def launch_chromium(path: str | None = None) -> AsyncIterator[Browser]:
    """A headless browser; open a page with `await browser.new_page()`."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path or find_chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        try:
            yield browser
        finally:
            await browser.close()
