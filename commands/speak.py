"""Words for the person at the terminal; results go to stdout, everything else to stderr."""

import sys

from core.ports import Progress


def say(text: str) -> None:
    """A line for the person who started us."""
    print(text, file=sys.stderr, flush=True)


def progress_line(what: str) -> Progress:
    """Shows how far a long step is: on a terminal in one line, in a log about every tenth."""
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        over = done >= total
        tenth = 10 if over else done * 10 // total
        if sys.stderr.isatty():
            print(f"\r\x1b[K      {what}: {done}/{total}", end="\n" if over else "", file=sys.stderr, flush=True)
        elif tenth != shown:
            say(f"      {what}: {done}/{total}")
        shown = tenth

    return show
