"""The frame around the staff's pages: Jinja with escaping on, and what every page needs to know."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from adapters.web.assets import Assets
from core.domain.people import Role
from core.links import safe_link
from core.staff import StaffSession
from core.staff_words import caller, named, plain

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"


def utc(millis: int, form: str = "%Y-%m-%d %H:%M") -> str:
    """A point in time for people, in UTC; scripts turn it into the reader's own time."""
    return datetime.fromtimestamp(millis / 1000, UTC).strftime(form)


def iso(millis: int) -> str:
    """A point in time for machines."""
    return datetime.fromtimestamp(millis / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Pages:
    """Renders templates named "<room>/<file>"; `folders` says where each room keeps its own."""

    def __init__(self, assets: Assets, company: str, folders: Mapping[str, Path] | None = None) -> None:
        loaders = {name: FileSystemLoader(folder) for name, folder in (folders or {}).items()}
        loader = PrefixLoader({"staff": FileSystemLoader(TEMPLATES), **loaders})
        self._environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.globals.update(company=company, asset=assets.url, Role=Role, named=named, caller=caller)
        self._environment.filters.update(utc=utc, iso=iso, plain=plain, safe_link=safe_link)

    def render(self, template: str, session: StaffSession | None = None, **values: object) -> str:
        """A page as HTML. Without a session it is one for people who have not signed in."""
        return self._environment.get_template(template).render(session=session, **values)
