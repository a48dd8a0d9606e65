"""Articles taken in from files and from the web, by the command and by what stands behind it."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from adapters.db.record import open_record
from adapters.memory.bus import LocalBus
from core.clock import SystemClock
from core.engine.resync import LEASE_MS, Readings, Resync
from core.errors import Conflict, InvalidInput
from core.library import ArticleSource, Fate, SourceKind
from core.policies.resync import MINUTE_MS
from core.settings import Settings
from tests.support import serving
from tests.support.databases import migrated_sqlite
from tests.support.documents import archive
from wiring.library import Intake, Wish

ROOT = Path(__file__).parents[2]
PUBLIC = {"audience": "public"}


@contextlib.asynccontextmanager
async def intake(tmp_path: Path, *inside: str) -> AsyncIterator[Intake]:
    url = migrated_sqlite(tmp_path / "library.db")
    clock = SystemClock()
    record = await open_record(url, clock)
    settings = Settings(_env_file=None, database_url=url, ingest_inside=inside, ingest_pause_s=0)
    yield Intake(record, LocalBus(), clock, settings)
    await record.aclose()


class Site:
    """A help site whose pages a test changes while it runs."""

    def __init__(self) -> None:
        self.pages = {
            "/help/": "<main><h1>Help</h1><p>All.</p><a href=a>A</a> <a href=b>B</a> <a href=/shop>Shop</a></main>",
            "/help/a": "<main><h1>A</h1><p>About a.</p></main>",
            "/help/b": "<main><h1>B</h1><p>About b.</p></main>",
            "/help/secret": "<main><h1>S</h1><p>Secret.</p></main>",
        }
        self.robots = "User-agent: *\nDisallow: /help/secret\n"
        self.broken: set[str] = set()
        self.moved: dict[str, str] = {}
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if request.path in self.broken:
            raise web.HTTPInternalServerError
        if request.path in self.moved:
            raise web.HTTPFound(self.moved[request.path])
        if request.path == "/robots.txt":
            return web.Response(text=self.robots)
        if request.path == "/sitemap.xml":
            places = "".join(f"<url><loc>{request.url.origin()}{path}</loc></url>" for path in self.pages)
            return web.Response(
                text=f"<urlset>{places}<loc>http://elsewhere.example/</loc></urlset>", content_type="text/xml"
            )
        if request.path not in self.pages:
            raise web.HTTPNotFound
        return web.Response(text=self.pages[request.path], content_type="text/html")


@pytest.fixture
async def site() -> AsyncIterator[tuple[Site, str]]:
    served = Site()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", served.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield served, f"http://localhost:{runner.addresses[0][1]}"
    await serving.close(runner)


def fates(report) -> dict[str, str]:
    return {kept.ref.partition("//")[2].partition("/")[2] or kept.ref: kept.fate.value for kept in report.kept}


async def test_that_a_site_is_followed_and_what_is_gone_there_is_gone_here(site, tmp_path):
    served, base = site
    async with intake(tmp_path, "localhost") as library:
        first = await library.take(SourceKind.SITE, f"{base}/help/", PUBLIC, Wish())
        assert fates(first) == {"help/": "added", "help/a": "added", "help/b": "added"}
        assert "/shop" not in served.asked
        del served.pages["/help/b"]
        served.pages["/help/a"] = served.pages["/help/a"].replace("About a", "New about a")
        second = await library.take(SourceKind.SITE, f"{base}/help/", PUBLIC, Wish())
        assert fates(second) == {"help/": "unchanged", "help/a": "changed", "help/b": "gone"}
        served.broken.add("/help/a")
        third = await library.take(SourceKind.SITE, f"{base}/help/", PUBLIC, Wish())
        assert fates(third) == {"help/": "unchanged", "help/a": "refused"}
        assert third.note == "a server did not answer"


async def test_that_a_sitemap_names_pages_of_its_own_host_and_robots_are_heeded(site, tmp_path):
    served, base = site
    async with intake(tmp_path, "localhost") as library:
        report = await library.take(SourceKind.SITEMAP, f"{base}/sitemap.xml", PUBLIC, Wish())
        assert fates(report) == {"help/": "added", "help/a": "added", "help/b": "added", "help/secret": "refused"}
        assert "robots.txt" in report.of(Fate.REFUSED)[0].reason
        assert "/help/secret" not in served.asked
        some = await library.take(SourceKind.SITEMAP, f"{base}/sitemap.xml", PUBLIC, Wish(most=1))
        assert some.of(Fate.GONE) == []
        assert "--most" in some.note


async def test_that_no_hop_leads_inside(site, tmp_path):
    served, base = site
    port = base.rpartition(":")[2]
    async with intake(tmp_path) as library:
        report = await library.take(SourceKind.PAGE, base, PUBLIC, Wish())
        assert [kept.fate for kept in report.kept] == [Fate.REFUSED]
        assert served.asked == []
    async with intake(tmp_path, "localhost") as library:
        served.moved["/help/a"] = f"http://127.0.0.1:{port}/help/b"
        report = await library.take(SourceKind.PAGE, f"{base}/help/a", PUBLIC, Wish())
        assert [kept.fate for kept in report.kept] == [Fate.REFUSED]
        assert "/help/b" not in served.asked


async def test_that_an_archive_is_taken_in_again_by_its_name(tmp_path):
    async with intake(tmp_path) as library:
        pages = {f"{name}.md": f"# {name}\n\nAbout {name}." for name in "abc"}
        _, first = await library.upload("help.zip", archive(pages), PUBLIC)
        assert first.counts()["added"] == 3
        del pages["c.md"]
        _, second = await library.upload("help.zip", archive({**pages, "bad.pdf": "no"}), PUBLIC)
        assert second.counts() == {"added": 0, "changed": 0, "unchanged": 2, "refused": 1, "gone": 1}
        _, third = await library.upload("help.zip", b"PK\x03\x04 broken", PUBLIC)
        assert third.counts()["gone"] == 0


async def test_that_a_source_that_seems_empty_keeps_its_articles(tmp_path):
    folder = tmp_path / "help"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.md").write_text(f"# Article {number}\n\nText.")
    async with intake(tmp_path) as library:
        await library.take(SourceKind.FOLDER, str(folder), PUBLIC, Wish())
        for path in list(folder.iterdir())[:7]:
            path.unlink()
        kept = await library.take(SourceKind.FOLDER, str(folder), PUBLIC, Wish())
        assert kept.counts()["gone"] == 0
        assert "--remove" in kept.note
        gone = await library.take(SourceKind.FOLDER, str(folder), PUBLIC, Wish(may_empty=True))
        assert gone.counts()["gone"] == 7


async def test_that_a_dry_run_changes_nothing_and_says_the_same(tmp_path):
    folder = tmp_path / "help"
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nText.")
    async with intake(tmp_path) as library:
        foreseen = await library.take(SourceKind.FOLDER, str(folder), PUBLIC, Wish(dry_run=True))
        assert foreseen.counts()["added"] == 1
        done = await library.take(SourceKind.FOLDER, str(folder), PUBLIC, Wish())
        assert done.counts() == foreseen.counts()


def test_that_an_ingest_killed_in_the_middle_leaves_whole_articles_and_goes_on(tmp_path):
    folder = tmp_path / "help"
    folder.mkdir()
    body = "\n\n".join(f"Sentence {n} of this article says something." for n in range(60))
    for number in range(300):
        (folder / f"{number:03}.md").write_text(f"# Article {number}\n\n{body}\n\nThe end of {number}.\n")
    database = tmp_path / "foyer.db"
    environment = {
        "PATH": os.environ["PATH"],
        "FOYER_DATABASE_URL": f"sqlite:///{database}",
        "FOYER_DATA_DIR": str(tmp_path / "data"),
    }
    command = [sys.executable, "app.py", "ingest", str(folder), "--audience", "public"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        for line in run.stderr:  # some are in, and some are not
            if "120/300" in line or "150/300" in line:
                os.kill(run.pid, signal.SIGKILL)
                break
    assert run.wait() == -signal.SIGKILL
    with contextlib.closing(sqlite3.connect(database)) as rows:
        said = rows.execute(
            "SELECT a.id, v.body FROM articles a JOIN article_versions v ON v.article_id = a.id"
        ).fetchall()
        assert rows.execute("SELECT count(*) FROM articles").fetchone()[0] == len(said)
    assert 0 < len(said) < 300
    assert all(body.endswith(f"The end of {int(name)}.\n") for name, body in said)
    again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0
    assert f"{300 - len(said)} added, 0 changed, {len(said)} unchanged, 0 refused, 0 gone" in again.stderr


async def test_that_two_intakes_at_once_do_not_double_anything(tmp_path):
    folder = tmp_path / "help"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.md").write_text(f"# Article {number}\n\nText.")
    async with intake(tmp_path) as one, intake(tmp_path) as other:
        reports = await asyncio.gather(
            *(each.take(SourceKind.FOLDER, str(folder), PUBLIC, Wish()) for each in (one, other))
        )
    assert sum(report.counts()["added"] for report in reports) == 60
    assert sum(report.counts()["changed"] for report in reports) == 0


async def test_that_a_source_is_read_by_itself_and_one_that_fails_says_so_and_is_tried_again(site, tmp_path):
    served, base = site
    async with intake(tmp_path, "localhost") as taking:
        record, clock = taking._record, taking._clock
        resync = Resync(record, Readings(record, taking, clock), clock)
        source = await record.open_source(SourceKind.SITE, f"{base}/help/", dict(PUBLIC))
        assert not await resync.step(), "nobody has asked for it"
        await record.plan_source(source.id, 60, clock.now())
        assert await resync.step()
        assert not await resync.step()
        plan = (await record.schedules())[source.id]
        assert (plan.failures, plan.trouble, plan.reading_until) == (0, "", None)
        assert plan.next_at is not None
        assert 59 * MINUTE_MS < plan.next_at - clock.now() <= 60 * MINUTE_MS
        assert len((await record.shelf())[1]) == 3
        served.broken = {"/help/", "/help/a", "/help/b"}
        for failures, minutes in ((1, 5), (2, 10)):
            await record.plan_source(source.id, 60, clock.now())
            assert await resync.step()
            plan = (await record.schedules())[source.id]
            assert (plan.failures, bool(plan.trouble)) == (failures, True)
            assert plan.next_at is not None
            assert plan.next_at - clock.now() <= minutes * MINUTE_MS
        assert len((await record.shelf())[1]) == 3, "what it gave before stays"
        served.broken = set()
        await record.plan_source(source.id, 60, clock.now())
        await resync.step()
        assert (await record.schedules())[source.id].trouble == ""


async def test_that_a_source_that_is_being_read_is_left_alone(tmp_path):
    folder = tmp_path / "help"
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nAbout a.\n")
    async with intake(tmp_path) as taking:
        record, clock = taking._record, taking._clock
        readings = Readings(record, taking, clock)
        source = await record.open_source(SourceKind.FOLDER, str(folder), dict(PUBLIC))
        assert await record.claim_source(source.id, clock.now(), LEASE_MS)
        with pytest.raises(Conflict, match="being read right now"):
            await readings.now(source)
        await record.renew_source(source.id, clock.now())
        assert (await readings.now(source)).of(Fate.ADDED)
        gone = ArticleSource(source.id, SourceKind.FOLDER, str(tmp_path / "nowhere"))
        with pytest.raises(InvalidInput):
            await readings.now(gone)
        assert "Check the path" in (await record.schedules())[source.id].trouble
