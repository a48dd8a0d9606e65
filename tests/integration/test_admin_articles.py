"""Articles in the back office: the list, one article, writing, taking away, uploading."""

import html
import re

import pytest
from aiohttp import FormData

from core.domain.ids import ArticleId
from core.domain.people import Role
from core.library import Gone
from tests.support.documents import archive
from tests.support.models import embedder
from tests.support.staff_client import signed_in
from tests.support.staff_house import staff_house
from tests.support.staff_scenes import UNSURE, package, scene

WRITTEN = {
    "id": "penguins",
    "version": "0",
    "title": "Feed the penguins",
    "body": "# Feed the penguins\n\nFour herrings.\n\n<script>alert(1)</script>\n",
    "audience": "public",
    "locale": "en",
    "do": "save",
}


async def test_that_an_article_is_written_edited_taken_away_and_brought_back(house, priya):
    heard: list[str] = []
    house.bus.subscribe(lambda topic, _: heard.append(topic))
    status, page = await priya.page("/admin/articles", **WRITTEN)
    assert status == 200
    assert "Saved as version 1" in page
    assert "<script>alert" not in page
    await priya.page(
        "/admin/articles/penguins/edit", **{**WRITTEN, "version": "1", "body": "Five herrings.", "note": "more"}
    )
    _, page = await priya.page("/admin/articles/penguins")
    assert re.search(r'class="removed">− Four herrings\.', page)
    assert re.search(r'class="added">\+ Five herrings\.', page)
    assert "Priya · more" in page
    await priya.page("/admin/articles/penguins/delete", go="1")
    stored = await house.record.stored_article(ArticleId("penguins"))
    assert (stored.gone, stored.gone_by) == (Gone.DELETED, "Priya")
    _, page = await priya.page("/admin/articles/penguins")
    assert "Deleted by Priya" in page
    await priya.page("/admin/articles/penguins/restore", go="1")
    assert (await house.record.stored_article(ArticleId("penguins"))).gone is None
    assert heard == ["knowledge"] * 4
    assert (await priya.page("/admin/articles/none"))[0] == 404
    assert (await priya.page("/admin/articles/none/delete", go="1"))[0] == 404


async def test_that_nothing_typed_is_lost_when_somebody_was_faster(house, priya):
    await priya.page("/admin/articles", **WRITTEN)
    await priya.page("/admin/articles/penguins/edit", **{**WRITTEN, "version": "1", "body": "By me."})
    status, page = await priya.page(
        "/admin/articles/penguins/edit", **{**WRITTEN, "version": "1", "body": "By another."}
    )
    assert status == 409
    assert "Somebody has changed this article meanwhile" in page
    assert "By another." in page
    status, page = await priya.page("/admin/articles", **{**WRITTEN, "title": "Second"})
    assert status == 409
    assert 'value="Second"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "Not An Id"},
        {"title": " "},
        {"body": " "},
        {"audience": "everybody"},
        {"audience": "account"},
        {"locale": "../x"},
        {"url": "javascript:alert(1)"},
        {"url": "//evil.example"},
        {"valid_from": "soon"},
        {"valid_from": "2026-02-01", "valid_until": "2026-01-01"},
        {"version": "x"},
    ],
)
async def test_that_a_mistake_is_explained_and_nothing_is_written(house, priya, wrong):
    status, page = await priya.page("/admin/articles", **(WRITTEN | wrong))
    assert status == 400
    assert 'role="alert"' in page
    assert (await house.record.shelf())[1] == ()


async def test_that_a_preview_writes_nothing(house, priya):
    _, page = await priya.page(
        "/admin/articles", **(WRITTEN | {"do": "preview", "body": "**Bold** <b onclick=x>words</b>"})
    )
    assert "<strong>Bold</strong>" in page
    assert "<b onclick" not in page
    assert (await house.record.shelf())[1] == ()


async def test_that_the_list_searches_and_filters(house, priya):
    for name, audience in (("penguins", "public"), ("walrus", "internal")):
        await priya.page(
            "/admin/articles", **(WRITTEN | {"id": name, "title": name.title(), "body": "Text.", "audience": audience})
        )
    await priya.page("/admin/articles/penguins/delete", go="1")

    async def shown(query: str) -> list[str]:
        return re.findall(r"<strong>(Penguins|Walrus)</strong>", (await priya.page(f"/admin/articles?{query}"))[1])

    assert await shown("") == ["Penguins", "Walrus"]
    assert await shown("q=peng") == await shown("state=gone") == ["Penguins"]
    assert await shown("audience=internal") == await shown("state=live") == ["Walrus"]
    assert (await priya.page("/admin/articles?state=dancing"))[0] == 400


async def test_that_a_file_is_taken_in_and_its_report_shown(house, priya):
    data = archive(
        {"a.md": "# Article a\n\nText.", "b.pdf": "no", "c.md": "---\naudience: internal\n---\n# C\n\nText."}
    )
    headers = {"X-CSRF-Token": priya.token, "Origin": priya.url, "Content-Type": "application/octet-stream"}
    path = "/admin/sources/upload?name=help.zip&audience=public&locale=en"
    async with priya.session.post(path, data=data, headers=headers) as answer:
        page = await answer.text()
    assert answer.status == 200
    assert "its name says PDF" in page
    assert [(a.id, a.audience.value) for a in (await house.record.shelf())[1]] == [("a", "public"), ("c", "internal")]
    form = FormData({"csrf": priya.token, "audience": "public"})
    form.add_field("file", b"# Article d\n\nText.", filename="d.md")
    async with priya.session.post("/admin/sources/upload", data=form, headers={"Origin": priya.url}) as answer:
        assert "d.md" in await answer.text()
    _, page = await priya.page("/admin/sources")
    assert "upload: help.zip" in page


@pytest.mark.parametrize("query", ["name=a.md", "audience=public", "name=a.md&audience=everybody"])
async def test_that_an_upload_that_says_too_little_is_refused(house, priya, query):
    headers = {"X-CSRF-Token": priya.token, "Origin": priya.url, "Content-Type": "application/octet-stream"}
    async with priya.session.post(f"/admin/sources/upload?{query}", data=b"# T\n\nx", headers=headers) as answer:
        assert answer.status == 400
    async with priya.session.post(f"/admin/sources/upload?{query}", data=b"x", headers={"Origin": priya.url}) as answer:
        assert answer.status == 403


async def test_that_agents_may_not_change_articles(house):
    async with signed_in(house, "maya") as maya:
        assert (await maya.page("/admin/articles"))[0] == 403
        assert (await maya.page("/admin/articles", **WRITTEN))[0] == 403


async def test_that_a_gap_becomes_a_draft_and_nothing_is_published_by_itself(tmp_path):
    async with staff_house(tmp_path, embedder=embedder()) as house:
        await house.member("Priya", Role.ADMIN)
        talk = await scene(house.record, house.clock, "Dana", account="Acme")
        await talk.customer_says("Where is my payout?")
        await talk.hand_off(UNSURE, package("no_answer", open_question="Where is my payout, says dana@acme.example?"))
        async with signed_in(house, "priya") as priya:
            _, page = await priya.page("/admin/gaps")
            assert "Where is my payout, says [email]?" in page
            assert "dana@acme" not in page
            status, page = await priya.page(
                "/admin/articles/draft", title="Where is my payout?", body="# Payouts\n\nSoon."
            )
            assert status == 200
            assert 'value="where-is-my-payout"' in page
            assert re.search(r'value="internal" selected', page)
            assert (await house.record.shelf())[1] == ()


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match, pattern
    return html.unescape(match[1])


async def test_that_a_gap_is_closed_by_its_article_and_told_when_questions_go_on(tmp_path):
    async with staff_house(tmp_path, embedder=embedder()) as house:
        await house.member("Priya", Role.ADMIN)
        await house.member("Maya")
        talk = await scene(house.record, house.clock, "Dana", account="Acme")
        await talk.customer_says("Where is my payout?")
        await talk.hand_off(UNSURE, package("no_answer", open_question="Where is my payout?"))
        async with signed_in(house, "priya") as priya:
            _, page = await priya.page("/admin/gaps")
            gap = found(r'name="gap" value="([^"]*)"', page)
            written = WRITTEN | {"id": "late-payouts", "url": "", "audience": "internal"}
            assert (await priya.page("/admin/articles", **written, gap=gap))[0] == 200
            _, page = await priya.page("/admin/gaps")
            assert "Customers cannot read it yet" in page
            assert "Write an article" in page, "it is still open"
            public = written | {"version": "1", "audience": "public"}
            assert (await priya.page("/admin/articles/late-payouts/edit", **public))[0] == 200
            _, page = await priya.page("/admin/gaps")
            assert "No gaps" in page
            assert "Not once" in page
            late = await scene(house.record, house.clock, "Eve", minutes_ago=-1)
            await late.customer_says("Where is my payout?")
            await late.hand_off(UNSURE, package("no_answer", open_question="Where is my payout?"))
            _, page = await priya.page("/admin/gaps")
            assert "1 time, and still not answered" in page
            await priya.page(found(r'action="(/admin/gaps/[^"]+/reopen)"', page), do="")
            assert "No gaps" not in (await priya.page("/admin/gaps"))[1]
            assert (await priya.page("/admin/gaps/settle", gap=gap, article="no-such"))[0] == 400
            assert (await priya.page("/admin/gaps/settle", gap="{}", do="dismiss"))[0] == 400
            await priya.page("/admin/gaps/settle", gap=gap, do="dismiss")
            assert "Not for us" in (await priya.page("/admin/gaps"))[1]
        async with signed_in(house, "maya") as maya:
            assert (await maya.page("/admin/gaps/settle", gap=gap, do="dismiss"))[0] == 403


async def test_that_without_models_the_gaps_say_so(priya):
    assert "Not in this process" in (await priya.page("/admin/gaps"))[1]


async def test_that_a_site_is_added_in_the_back_office_and_its_trouble_is_shown(house, priya):
    status, page = await priya.page(
        "/admin/sources/add", url="http://127.0.0.1:1/help/", every="60", audience="public", crawl="on"
    )
    assert status == 200
    assert '<option value="60" selected>' in page
    assert await house.resync.step()
    _, page = await priya.page("/admin/sources")
    assert "Failing" in page
    assert "tried again" in page
    source = found(r'href="(/admin/sources/[^"]+)"', page)
    _, page = await priya.page(source)
    assert "It failed 1 time" in page
    assert (await priya.page(f"{source}/plan", every="0"))[0] == 200
    assert not await house.resync.step()
    for wrong in ({"url": "ftp://x"}, {"every": "7"}, {"audience": "x"}):
        given = {"url": "https://help.example/", "every": "60", "audience": "public"} | wrong
        assert (await priya.page("/admin/sources/add", **given))[0] == 400
    async with signed_in(house, "maya") as maya:
        assert (await maya.page("/admin/sources/add", url="https://help.example/"))[0] == 403
        assert (await maya.page(f"{source}/plan", every="60"))[0] == 403
