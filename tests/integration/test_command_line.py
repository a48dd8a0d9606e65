"""The command line as an operator uses it: real processes, their output, their exit codes, and signals."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from commands.prepare import PREPARED
from tests.support.models import ROOT, models_dir
from tests.support.reaper import end_after_us
from tests.support.services import free_port
from tests.support.visitor import Visitor


@pytest.fixture
def environment(tmp_path):
    """A data folder of its own, with the models that the run has made already."""
    for name in ("models", "index", PREPARED):
        source = models_dir() / name
        if source.exists():
            (tmp_path / name).symlink_to(source)
    return {
        "PATH": os.environ["PATH"],
        "FOYER_DATA_DIR": str(tmp_path),
        "FOYER_DATABASE_URL": f"sqlite:///{tmp_path}/foyer.db",
        "FOYER_PORT": str(free_port()),
    }


def run(environment: dict[str, str], *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_that_a_wrong_setting_stops_the_start_with_name_value_and_remedy(environment):
    done = run({**environment, "FOYER_PORT": "eighty"}, "serve")
    assert done.returncode == 2
    assert "FOYER_PORT = 'eighty'" in done.stderr
    assert "8080" in done.stderr
    assert "Traceback" not in done.stderr


def test_that_a_mistake_in_the_companys_files_is_named_with_its_line(environment, tmp_path):
    company = tmp_path / "company"
    for file in (ROOT / "examples/harborlight").rglob("*"):
        if file.is_file():
            target = company / file.relative_to(ROOT / "examples/harborlight")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    policies = company / "policies.yaml"
    policies.write_text(policies.read_text().replace("answer_confidence: 0.60", "answer_confidence: 55"))
    line = next(n for n, text in enumerate(policies.read_text().splitlines(), 1) if "answer_confidence" in text)
    done = run({**environment, "FOYER_COMPANY_DIR": str(company)}, "serve")
    assert done.returncode == 2
    assert f"policies.yaml, line {line}: answer_confidence is `55`" in done.stderr


def test_that_the_machine_is_drawn(environment):
    done = run(environment, "graph")
    assert done.returncode == 0
    assert "decide -.-> handoff" in done.stdout


def test_that_a_reader_who_leaves_early_is_no_error(environment):
    script = f"set -o pipefail; {sys.executable} app.py graph | (read -r first; exec true)"
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""


def test_that_a_port_in_use_is_told_with_what_to_do(environment):
    with socket.create_server(("127.0.0.1", int(environment["FOYER_PORT"]))):
        done = run(environment, "serve")
        report = run(environment, "doctor")
    assert done.returncode == 2
    assert f"FOYER_PORT = {environment['FOYER_PORT']}: another program listens" in done.stderr
    assert "Traceback" not in done.stderr
    assert f"FAIL  port: FOYER_PORT = {environment['FOYER_PORT']}: another program" in report.stdout


def test_that_the_doctor_refuses_a_webhook_that_is_no_web_address(environment):
    done = run({**environment, "FOYER_HANDOFF_WEBHOOK_URL": "hooks.example.com"}, "doctor")
    assert done.returncode == 2
    assert "FOYER_HANDOFF_WEBHOOK_URL" in done.stderr


def test_that_the_doctor_finds_a_missing_schema_and_then_nothing(environment):
    before = run(environment, "doctor")
    assert before.returncode == 1
    assert "FAIL  database: The database has no tables yet" in before.stdout
    assert run(environment, "migrate").returncode == 0
    after = run(environment, "doctor")
    assert after.returncode == 0, after.stdout
    assert "ok    models" in after.stdout
    assert f"ok    port: 127.0.0.1:{environment['FOYER_PORT']} is free" in after.stdout
    assert "-     slack" in after.stdout


def test_that_the_doctor_names_a_dead_redis_and_a_silent_slack(environment):
    wrong = {
        "FOYER_REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "FOYER_SLACK_BOT_TOKEN": "xoxb-1",
        "FOYER_SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99yyyzzz85a5",
        "FOYER_SLACK_API_URL": f"http://127.0.0.1:{free_port()}/api/",
    }
    done = run({**environment, **wrong}, "doctor")
    assert done.returncode == 1, done.stderr
    assert "FAIL  redis: does not answer" in done.stdout
    assert "FAIL  slack: Slack cannot be reached" in done.stdout


def test_that_a_wrong_slack_token_stops_the_start_with_its_remedy(environment):
    done = run({**environment, "FOYER_SLACK_BOT_TOKEN": "xapp-1"}, "doctor")
    assert done.returncode == 2
    assert "is not a bot token" in done.stderr
    assert "begins with xoxb-" in done.stderr


def test_that_one_can_chat_in_the_terminal(environment):
    done = run(environment, "chat", given="How do I reset my password?\nhuman please\n")
    assert done.returncode == 0, done.stderr
    assert "(https://harborlight.example/help/" in done.stdout
    assert "[3] Talk to a person" in done.stdout
    assert "bringing in a person" in done.stdout


class Serving:
    """`python app.py serve` as a process."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment = environment
        self.url = f"http://127.0.0.1:{environment['FOYER_PORT']}"
        self.log = log

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "app.py", "serve"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    async def __aenter__(self):
        self.process = await asyncio.to_thread(self._start)
        end_after_us(self.process.pid)
        async with aiohttp.ClientSession() as http:
            for _ in range(600):
                try:
                    async with http.get(self.url + "/readyz") as answer:
                        if answer.status == 200:
                            return self
                except aiohttp.ClientError:
                    pass
                assert self.process.poll() is None, self.log.read_text()
                await asyncio.sleep(0.1)
        self.process.kill()
        raise AssertionError(f"not ready: {self.log.read_text()}")

    async def __aexit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(self.process.wait, 20)


@pytest.mark.timeout(150)
async def test_that_a_restart_closes_sockets_resumably_and_loses_nothing(environment, tmp_path):
    log = tmp_path / "serve.log"
    async with aiohttp.ClientSession() as http:
        async with Serving(environment, log) as serving:
            assert "with the password" in log.read_text()
            report = await asyncio.to_thread(run, environment, "doctor")
            assert "ok    port: a Foyer serves on" in report.stdout
            visitor = Visitor(http, serving.url)
            await visitor.open()
            await visitor.ask("How do I reset my password?")
            async with http.ws_connect(serving.url + "/ws") as watcher:
                await watcher.send_str('{"type": "hello"}')
                await watcher.receive()
                cid = visitor.say("And how do I add a second location?")
                await visitor.stored(cid)
                serving.process.send_signal(signal.SIGTERM)
                await watcher.receive(timeout=15)
                assert watcher.close_code == 1001
            assert await asyncio.to_thread(serving.process.wait, 20) == 0
        async with Serving(environment, log) as serving:
            assert log.read_text().count("with the password") == 1, "the first password is shown once"
            await visitor.reply_to(cid, timeout=20)
            seqs = [event["seq"] for event in visitor.events]
            assert seqs == sorted(set(seqs))
            async with http.get(serving.url + "/metrics") as answer:
                metrics = await answer.text()
            for name in ("foyer_turn_seconds", "foyer_inbox_age_seconds", "foyer_outbox_age_seconds", "foyer_handoffs"):
                assert name in metrics
        await visitor.close()
    assert "second location" not in log.read_text()
