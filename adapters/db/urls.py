"""Which database a URL means."""

import sqlalchemy as sa

from core.errors import SettingError

_EXAMPLES = "Use sqlite:///var/foyer.db or postgresql://user:password@host/database."


def database_url(url: str) -> sa.URL:
    """The URL for the driver we use. Passwords stay out of the error: it may be shown or logged."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise SettingError(f"The database URL cannot be read. {_EXAMPLES}") from None
    kind = parsed.drivername.partition("+")[0]
    if kind == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise SettingError(f"The database URL names no file for readers and writer to share. {_EXAMPLES}")
        return parsed.set(drivername="sqlite+pysqlite")
    if kind in ("postgres", "postgresql"):
        query = dict(parsed.query)
        if "sslmode" in query:  # asyncpg knows it under another name
            query["ssl"] = query.pop("sslmode")
        return parsed.set(drivername="postgresql+asyncpg", query=query)
    raise SettingError(f"Databases of the kind '{kind}' are not supported. {_EXAMPLES}")
