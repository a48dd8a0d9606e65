"""The library: versions, imports that repeat without harm, tombstones, and the number every change takes."""

import asyncio
from dataclasses import replace

import pytest

from core.clock import ManualClock
from core.domain.company import Article, ArticleAudience
from core.domain.ids import AccountId, ArticleId, Millis
from core.domain.messages import Author, Draft, Source
from core.errors import Conflict, LeaseLost, NotFound
from core.library import ArticleFilter, Fate, Gone, Incoming, SourceKind
from core.record import Claim, Record, TurnCommit
from tests.support.record import House

NOW = Millis(1_000)


def article(name: str, body: str = "Text.\n", **more: object) -> Article:
    said = {"area": "", "audience": ArticleAudience.PUBLIC, "locale": "en", "updated": "", "owner": "support"}
    return Article(ArticleId(name), title=name.title(), url=f"/help/{name}", body=body, **(said | more))  # type: ignore[arg-type]


def incoming(name: str, body: str = "Text.\n", **more: object) -> Incoming:
    return Incoming(article(name, body, **more), f"{name}.md", f"hash of {body}")


async def test_that_an_import_repeats_without_harm_and_keeps_every_version(record: Record) -> None:
    source = await record.open_source(SourceKind.FOLDER, "/help", {"audience": "public"})
    assert await record.open_source(SourceKind.FOLDER, "/help", {"audience": "public"}) == source
    first = await record.take_in(source.id, [incoming("a"), incoming("b")], NOW)
    assert [kept.fate for kept in first] == [Fate.ADDED, Fate.ADDED]
    seq = await record.library_seq()
    again = await record.take_in(source.id, [incoming("a"), incoming("b")], NOW)
    assert [kept.fate for kept in again] == [Fate.UNCHANGED, Fate.UNCHANGED]
    assert await record.library_seq() == seq
    other = await record.take_in(source.id, [incoming("a", "New.\n"), incoming("c")], Millis(2_000))
    assert [kept.fate for kept in other] == [Fate.CHANGED, Fate.ADDED]
    assert await record.changed_articles(seq) == (seq + 1, (ArticleId("a"), ArticleId("c")))
    versions = await record.article_versions(ArticleId("a"))
    assert [(v.article.version, v.article.body, v.created_at) for v in versions] == [
        (2, "New.\n", 2_000),
        (1, "Text.\n", 1_000),
    ]
    at, shelf = await record.shelf()
    assert at == seq + 1
    assert [(each.id, each.version) for each in shelf] == [("a", 2), ("b", 1), ("c", 1)]


async def test_that_all_of_an_article_comes_back(record: Record) -> None:
    source = await record.open_source(SourceKind.FILE, "x.md", {})
    whole = article(
        "whole",
        "Ünïcode\x00 – “text”\n",
        audience=ArticleAudience.ACCOUNT,
        accounts=(AccountId("acme"), AccountId("globex")),
        product="mobile",
        valid_from=Millis(5),
        valid_until=Millis(9),
        review_at=Millis(7),
    )
    await record.take_in(source.id, [Incoming(whole, "ref", "h")], NOW)
    stored = await record.stored_article(whole.id)
    assert stored is not None
    assert stored.article == replace(whole, version=1, body="Ünïcode – “text”\n")
    assert (stored.ref, stored.hash, stored.gone, stored.source) == ("ref", "h", None, source.id)
    assert await record.article_at("/help/whole") == stored
    assert await record.article_at("/help/none") is None


async def test_that_what_is_gone_at_its_source_is_gone_until_it_is_back(record: Record) -> None:
    source = await record.open_source(SourceKind.SITE, "https://help.example", {})
    await record.take_in(source.id, [incoming("a"), incoming("b")], NOW)
    assert await record.references(source.id) == {"a.md": "a", "b.md": "b"}
    assert await record.retire(source.id, ["b.md", "never.md"], Millis(2_000)) == ("b",)
    assert await record.retire(source.id, ["b.md"], Millis(3_000)) == ()
    assert [each.id for each in (await record.shelf())[1]] == ["a"]
    stored = await record.stored_article(ArticleId("b"))
    assert stored is not None
    assert (stored.gone, stored.gone_at) == (Gone.AT_SOURCE, 2_000)
    [back] = await record.take_in(source.id, [incoming("b")], Millis(4_000))
    assert back.fate is Fate.CHANGED
    assert [each.id for each in (await record.shelf())[1]] == ["a", "b"]


async def test_that_what_a_person_deleted_stays_away_until_a_person_brings_it_back(record: Record) -> None:
    source = await record.open_source(SourceKind.FOLDER, "/help", {})
    await record.take_in(source.id, [incoming("a")], NOW)
    seq = await record.library_seq()
    await record.set_gone(ArticleId("a"), True, by="maya", now=NOW)
    assert await record.changed_articles(seq) == (seq + 1, ("a",))
    [kept] = await record.take_in(source.id, [incoming("a", "Other.\n")], NOW)
    assert kept.fate is Fate.REFUSED
    assert "maya" in kept.reason
    assert (await record.shelf())[1] == ()
    await record.set_gone(ArticleId("a"), False, by="maya", now=NOW)
    assert len((await record.shelf())[1]) == 1
    with pytest.raises(NotFound):
        await record.set_gone(ArticleId("none"), True, by="maya", now=NOW)


async def test_that_one_source_cannot_take_anothers_article(record: Record) -> None:
    mine = await record.open_source(SourceKind.FOLDER, "/mine", {})
    other = await record.open_source(SourceKind.FOLDER, "/other", {})
    await record.take_in(mine.id, [incoming("a")], NOW)
    [kept] = await record.take_in(other.id, [incoming("a", "Taken over.\n")], NOW)
    assert kept.fate is Fate.REFUSED
    assert (await record.shelf())[1][0].body == "Text.\n"


async def test_that_two_people_cannot_overwrite_each_other(record: Record) -> None:
    assert await record.write_article(article("a"), by="maya", note="", now=NOW) == 1
    with pytest.raises(Conflict):
        await record.write_article(article("a", "Again.\n"), by="ben", note="", now=NOW)
    first = replace(article("a", "One.\n"), version=1)
    outcomes = await asyncio.gather(
        *(record.write_article(first, by=name, note="n", now=NOW) for name in ("maya", "ben")), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "int"]
    with pytest.raises(Conflict, match="address"):
        await record.write_article(replace(article("b"), url="/help/a"), by="ben", note="", now=NOW)
    stored = await record.stored_article(ArticleId("a"))
    assert stored is not None
    assert stored.article.version == 2
    assert stored.author in ("maya", "ben")


async def test_that_an_import_says_when_it_replaces_an_edit(record: Record) -> None:
    source = await record.open_source(SourceKind.FOLDER, "/help", {})
    await record.take_in(source.id, [incoming("a")], NOW)
    await record.write_article(replace(article("a", "Mended.\n"), version=1), by="maya", note="typo", now=NOW)
    [same] = await record.take_in(source.id, [incoming("a")], NOW)
    assert same.fate is Fate.UNCHANGED
    assert (await record.shelf())[1][0].body == "Mended.\n"
    [new] = await record.take_in(source.id, [incoming("a", "Newer.\n")], NOW)
    assert (new.fate, new.reason) == (Fate.CHANGED, "replaces an edit by maya")
    assert [v.author for v in await record.article_versions(ArticleId("a"))] == ["", "maya", ""]


async def test_that_the_list_filters_searches_and_pages(record: Record, clock: ManualClock) -> None:
    source = await record.open_source(SourceKind.FOLDER, "/help", {})
    rows = [
        incoming("a", "About 100% refunds.\n"),
        incoming("b", audience=ArticleAudience.INTERNAL, locale="de"),
        incoming("c", valid_until=Millis(500), product="mobile"),
        incoming("d", review_at=Millis(900)),
    ]
    await record.take_in(source.id, rows, NOW)
    await record.retire(source.id, ["a.md"], NOW)

    async def ids(after: str = "", limit: int = 50, **which: str) -> list[str]:
        found = await record.list_articles(ArticleFilter(**which), NOW, after=after, limit=limit)
        return [str(each.article.id) for each in found]

    assert await ids() == ["a", "b", "c", "d"]
    assert await ids(after="b", limit=1) == ["c"]
    assert await ids(search="100% REF") == ["a"]
    assert await ids(search="_") == []
    assert await ids(audience="internal") == await ids(locale="de") == ["b"]
    assert await ids(product="mobile") == await ids(state="expired") == ["c"]
    assert await ids(state="gone") == ["a"]
    assert await ids(state="live") == ["b", "c", "d"]
    assert await ids(state="review") == ["d"]
    assert await ids(source="none") == []


async def test_that_numbers_are_given_in_the_order_of_commits(record: Record) -> None:
    await asyncio.gather(*(record.write_article(article(f"a{n}"), by="maya", note="", now=NOW) for n in range(12)))
    assert await record.library_seq() == 12
    found = await record.list_articles(ArticleFilter(), NOW)
    assert sorted(each.seq for each in found) == list(range(1, 13))


async def test_that_an_answer_that_quotes_what_was_deleted_meanwhile_is_not_written(
    record: Record, house: House, clock: ManualClock
) -> None:
    source = await record.open_source(SourceKind.FOLDER, "/help", {})
    await record.take_in(source.id, [incoming("a"), incoming("b")], NOW)
    conversation_id = await house.conversation("how much?")
    claim = await house.claim()
    assert claim.library_seq == await record.library_seq() == 1

    def quoting(claim: Claim, name: str) -> TurnCommit:
        draft = Draft(Author.BOT, "As it says.", sources=(Source(ArticleId(name), "A", "/help/a"),))
        return replace(house.commit(claim), drafts=(draft,))

    await record.set_gone(ArticleId("a"), True, by="maya", now=NOW)
    with pytest.raises(LeaseLost):
        await record.commit_turn(quoting(claim, "a"))
    assert [m.text for m in await record.messages(conversation_id)] == ["how much?"]
    again = await house.claim()
    assert again.library_seq == 2
    assert again.failures == 0
    await record.set_gone(ArticleId("a"), False, by="maya", now=NOW)
    await record.commit_turn(quoting(again, "b"))
    assert (await record.messages(conversation_id))[-1].sources[0].article_id == "b"
