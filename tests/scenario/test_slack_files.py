"""What customers attach: fetched safely, given to the agent, deleted with its message. Others' files get stuck (C29 to
C32); here each is either there or says why not."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from core.files import FileState, KeptFile
from tests.slack.file_door import LOGIN_PAGE
from tests.slack.world import Message
from tests.support.house import Agent
from tests.support.slack_house import Scene

pytestmark = pytest.mark.asyncio(loop_scope="module")

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 30_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ada(slack_scene: Scene) -> AsyncIterator[Agent]:
    async with await slack_scene.house.agent("Ada") as agent:
        yield agent


async def _files(scene: Scene, asked: Message) -> list[KeptFile]:
    """A thread's files, once none waits any more."""
    record, clock = scene.record, scene.house.foyer.clock
    await scene.quiet(0)
    conversation = await scene.conversation(asked)
    while any(f.state is FileState.WAITING for f in await record.files_of(conversation.id)):
        await clock.sleep(0.03)
    return list(await record.files_of(conversation.id))


async def _listed(scene: Scene, ada: Agent, asked: Message) -> list[Any]:
    conversation = await scene.conversation(asked)
    return list((await ada.get(f"/desk/api/conversations/{conversation.id}"))["files"])


async def test_that_an_agent_gets_what_a_customer_attached(scene: Scene, ada: Agent):
    """C30, C32: hidden by the event in a shared channel, found by files.info, and the same byte for byte."""
    asked = await scene.nora.says(
        scene.channel, "I want to talk to a person about this", files={"Bildschirm für euch.png": PNG, "log.txt": b"no"}
    )
    picture, _ = await _files(scene, asked)
    assert (picture.state, picture.size) == (FileState.KEPT, len(PNG))
    assert picture.sha256 == hashlib.sha256(PNG).hexdigest()
    line, text = await _listed(scene, ada, asked)
    assert (line["name"], text["name"], line["message"]) == ("Bildschirm für euch.png", "log.txt", asked.ts)
    async with ada.http.get(ada.url + line["url"]) as answer:
        assert await answer.read() == PNG
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "Bildschirm%20f%C3%BCr%20euch.png" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_that_nobody_else_gets_it(scene: Scene, ada: Agent):
    asked = await scene.nora.says(scene.channel, "How can I reset my password?", files={"a.txt": b"private"})
    (file,) = await _files(scene, asked)
    async with scene.house.http.get(f"{scene.house.url}/desk/files/{file.id}", allow_redirects=False) as answer:
        assert answer.status in (302, 303, 401)
    for other in (file.id, "0" * 32, "..%2f..%2fsecret"):  # it was never handed to people; there is none
        async with ada.http.get(f"{ada.url}/desk/files/{other}") as answer:
            assert answer.status == 404


async def test_that_a_sign_in_page_is_never_taken_for_a_file(scene: Scene):
    """C31: where a token may not read, Slack answers a page with status 200."""
    asked = await scene.nora.says(scene.channel, "See the picture, please?", files={"a.png": LOGIN_PAGE.encode()})
    (file,) = await _files(scene, asked)
    assert file.state is FileState.REFUSED
    assert "files:read" in file.note


async def test_that_a_missing_scope_is_said_and_holds_up_nothing(scene: Scene):
    """C31: without files:read there is no file, but there is an answer."""
    scene.bot.scopes.remove("files:read")
    try:
        asked = await scene.nora.says(scene.channel, "How can I reset my password?", files={"a.png": PNG})
        await scene.reply(asked)
        (file,) = await _files(scene, asked)
    finally:
        scene.bot.scopes.append("files:read")
    assert (file.state, file.note) == (FileState.REFUSED, "Slack does not give us this file.")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("setup.exe", b"MZ", "of this kind"),
        ("page.html", b"<script>", "of this kind"),
        ("big.txt", b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        ("fake.png", b"MZ and so on", "not what its name says"),
        ("binary.txt", b"\x00\x01\x02", "not the text"),
    ],
)
async def test_that_what_could_harm_is_not_fetched(scene: Scene, ada: Agent, name: str, content: bytes, why: str):
    asked = await scene.nora.says(scene.channel, "I want to talk to a person", files={name: content})
    (file,) = await _files(scene, asked)
    assert file.state is FileState.REFUSED
    (line,) = await _listed(scene, ada, asked)
    assert why in line["note"]
    assert not line["url"]


async def test_that_a_file_is_deleted_with_its_message(scene: Scene, ada: Agent):
    asked = await scene.nora.says(scene.channel, "I want to talk to a person", files={"secret.txt": b"my secret"})
    (file,) = await _files(scene, asked)
    folder = scene.house.foyer.settings.files_dir
    assert folder is not None
    assert [p.read_bytes() for p in folder.glob(f"*/{file.id}")] == [b"my secret"]
    await scene.nora.deletes(asked)
    await scene.quiet()
    (gone,) = await scene.record.files_of((await scene.conversation(asked)).id)
    assert (gone.state, gone.name, gone.sha256, gone.url) == (FileState.GONE, "", "", "")
    assert not list(folder.glob(f"*/{file.id}"))
    async with ada.http.get(f"{ada.url}/desk/files/{file.id}") as answer:
        assert answer.status == 404


async def test_that_the_token_goes_to_slack_alone(scene: Scene):
    """Neither another host, nor another scheme, nor a redirect is followed with our token."""
    web = scene.house.foyer.slack.web
    assert web.serves(f"{scene.slack.base_url}/files-pri/T1-F1")
    for url in ("https://evil.example/x", "file:///etc/passwd", "", "http://127.0.0.1@evil.example/", "http://[::1"):
        assert not web.serves(url)
