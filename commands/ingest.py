"""Taking help articles in: `python app.py ingest PATH|URL…`."""

import argparse
import asyncio
from collections.abc import Iterator

from commands.speak import progress_line, say
from commands.verb import Verb
from core.clock import SystemClock
from core.domain.company import ArticleAudience
from core.errors import FoyerError, InvalidInput
from core.library import Fate, SourceKind, SyncReport
from core.settings import Settings
from core.sources import AGAIN
from knowledge.gathering import MOST_PAGES
from wiring.library import Intake, Wish, kind_of_source

_MOST_LINES = 200
_WEB = (SourceKind.PAGE, SourceKind.SITE, SourceKind.SITEMAP)


def run_ingest(settings: Settings, arguments: argparse.Namespace) -> int:
    """0 when all was taken, 3 when something was refused or left undone, 1 when a source could not be read at all."""
    from adapters.db.migrate import migrate

    if bool(arguments.what) == arguments.again:
        raise InvalidInput("Name files, folders or web addresses to take in, or say --again for all known sources.")
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate(settings.database_url)
    return asyncio.run(_ingest(settings, arguments))


async def _ingest(settings: Settings, arguments: argparse.Namespace) -> int:
    from adapters.db.record import open_record
    from wiring.service import open_bus

    clock = SystemClock()
    record = await open_record(settings.database_url, clock)
    try:
        async with open_bus(settings, clock) as bus:
            intake = Intake(record, bus, clock, settings)
            status = 0
            known = [s for s in await record.article_sources() if s.kind in AGAIN] if arguments.again else []
            named = [(s.kind, s.address, s.defaults) for s in known] or list(_named(arguments))
            for kind, address, defaults in named:
                say(f"{address}:")
                wish = Wish(arguments.dry_run, arguments.remove, arguments.most, progress_line("read"))
                try:
                    report = await intake.take(kind, address, defaults, wish)
                except FoyerError as error:
                    say(f"      not read: {error.message}")
                    status = 1
                    continue
                _tell(report, dry_run=arguments.dry_run)
                status = status or (3 if report.note or report.of(Fate.REFUSED) else 0)
            await clock.sleep(0.1 if settings.redis_url else 0)  # for the wake-up to leave
            return status
    finally:
        await record.aclose()


def _named(arguments: argparse.Namespace) -> Iterator[tuple[SourceKind, str, dict[str, object]]]:
    for what in arguments.what:
        kind, address = kind_of_source(what, crawl=arguments.crawl)
        # What stands on the open web is public; of a file nobody knows, so it or the command must say.
        audience = arguments.audience or ("public" if kind in _WEB else "")
        given = {
            "audience": audience,
            "locale": arguments.locale,
            "product": arguments.product,
            "owner": arguments.owner,
            "accounts": arguments.accounts,
        }
        yield kind, address, {name: value for name, value in given.items() if value}


def _tell(report: SyncReport, *, dry_run: bool) -> None:
    shown = [kept for kept in report.kept if kept.fate is not Fate.UNCHANGED]
    for kept in shown[:_MOST_LINES]:
        name = kept.ref if kept.fate is Fate.REFUSED else f"{kept.id} ({kept.ref})"
        say(f"      {kept.fate.value:9} {name}{': ' + kept.reason if kept.reason else ''}")
    if len(shown) > _MOST_LINES:
        say(f"      … and {len(shown) - _MOST_LINES} more")
    counts = ", ".join(f"{count} {fate}" for fate, count in report.counts().items())
    say(f"      {'would be: ' if dry_run else ''}{counts}")
    if report.note:
        say(f"      note: {report.note}")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="*", help="files, folders, zip archives, pages or sitemaps (…xml)")
    parser.add_argument("--crawl", action="store_true", help="follow a web address's links on its host, below its path")
    parser.add_argument("--again", action="store_true", help="read every known source again, for a nightly job")
    parser.add_argument("--audience", choices=[a.value for a in ArticleAudience], help="where a document says none")
    parser.add_argument("--accounts", default="", help="account ids for --audience account, separated by commas")
    parser.add_argument("--locale", default="", help="where a document says none, such as en or de-AT")
    parser.add_argument("--product", default="", help="the product that all of it is about")
    parser.add_argument("--owner", default="", help="who looks after it")
    parser.add_argument("--most", type=int, default=MOST_PAGES, help=f"pages of a site at most ({MOST_PAGES})")
    parser.add_argument("--remove", action="store_true", help="take away even most of a source when it is gone there")
    parser.add_argument("--dry-run", action="store_true", help="change nothing, and say what would happen")


INGEST = Verb("ingest", "take help articles in from files, archives and web pages", run_ingest, _arguments, quiet=True)
