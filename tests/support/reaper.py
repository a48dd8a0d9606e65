"""Nothing outlives a test run, however it ends: what it started is ended, what it wrote under /tmp is removed.

The first who asks starts a small process that reads what to see to from a pipe. When our process is gone, killed or
not, the pipe closes, and it does so. Run as a program, this file is that process.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path


def end_after_us(pid: int) -> None:
    """End this process, and the group it leads, when ours is gone and it still runs."""
    os.write(_pipe(), f"end {pid}\n".encode())


def remove_after_us(folder: Path) -> None:
    """Remove this folder when our process is gone."""
    os.write(_pipe(), f"remove {folder}\n".encode())


@cache
def _pipe() -> int:
    ours, theirs = os.pipe()[::-1]
    subprocess.run([sys.executable, "-IS", __file__], stdin=theirs, check=True)
    os.close(theirs)
    return ours


def _born(pid: int) -> str:
    """When a process began, which tells it from a later one with its number; "" when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        if os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)


def _see_to_it() -> None:
    processes: dict[int, str] = {}
    folders: list[str] = []
    for line in sys.stdin:
        what, _, which = line.rstrip("\n").partition(" ")
        if what == "end":
            processes[int(which)] = _born(int(which))
        else:
            folders.append(which)
    for pid, born in processes.items():
        if born and _born(pid) == born:
            _end(pid)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if os.fork() == 0:
        os.setsid()  # a signal to the run's group is not for this process
        _see_to_it()
