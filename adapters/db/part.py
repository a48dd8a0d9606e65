"""What every part of the record stands on."""

from adapters.db.database import Database
from core.clock import Clock


class Part:
    """A part of the record: some of its methods, over the one database and the one clock."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock
