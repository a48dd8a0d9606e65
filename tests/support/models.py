"""The models and the index that tests share: made once, copied by every process that runs tests."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from adapters.embeddings.minilm import MiniLmEmbedder
from core.settings import Settings
from tests.support.reaper import remove_after_us

ROOT = Path(__file__).parents[2]
_MADE = ROOT / "var/tests"


@cache
def models_dir() -> Path:
    """Where this process keeps models and index; `prepare_models` fills it. A house whose articles change builds the
    index anew and throws the old one away, so no two processes share a folder."""
    folder = Path(tempfile.mkdtemp(prefix="foyer-models-"))
    remove_after_us(folder)
    return folder


@cache
def embedder() -> MiniLmEmbedder:
    """One for all tests of this process: opening one takes long, and each keeps a model in memory."""
    return MiniLmEmbedder.open(models_dir(), 1)


@cache
def prepare_models() -> None:
    """Make models and index where they are missing or outdated: a minute the first time, in one process; the others
    wait. Then each takes a copy."""
    from commands.prepare import is_prepared

    data = _MADE
    data.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{data}/prepare.db"
    with (data / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_prepared(Settings(_env_file=None, data_dir=data, database_url=url)):
            environment = {"PATH": os.environ["PATH"], "FOYER_DATA_DIR": str(data), "FOYER_DATABASE_URL": url}
            command = [sys.executable, "app.py", "prepare"]
            # It holds the lock too: whoever comes after a run that was killed waits for what is still going on.
            subprocess.run(
                command, cwd=ROOT, env=environment, check=True, capture_output=True, pass_fds=[lock.fileno()]
            )
        shutil.copytree(data, models_dir(), dirs_exist_ok=True, ignore=shutil.ignore_patterns("prepare.*"))


def lend_vectors(folder: Path) -> Path:
    """Put into `folder`, which is returned, what the shipped sentences come to, where that is made already: learning
    from them is then a matter of seconds, and gives the same."""
    with contextlib.suppress(FileNotFoundError):
        shutil.copy(_MADE / "models/vectors.npz", folder)
    return folder


if __name__ == "__main__":
    prepare_models()
