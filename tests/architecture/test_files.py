"""House rules about files that neither ruff nor import-linter checks."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "bot", "graph", "knowledge", "handoff", "admin", "adapters", "wiring", "commands")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
VAGUE_FOLDERS = {"utils", "util", "common", "helpers", "lib"}
# Put together here, so that this file does not contain what it looks for.
REGISTRY_WORDS = tuple(
    "".join(parts)
    for parts in [
        ("py", "pi.", "org"),
        ("pythonhosted", ".", "org"),
        ("npm", "js.", "org"),
        ("npm", "js.", "com"),
        ("deb.", "debian.", "org"),
        ("--index", "-url"),
        ("--extra-index", "-url"),
        ("extra", "-index-url ="),
    ]
)


def _sources() -> Iterator[Path]:
    yield from (path for path in [ROOT / "app.py"] if path.exists())
    for room in ROOMS:
        yield from (ROOT / room).rglob("*.py")


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _committed() -> list[Path]:
    """Files in git, and new ones that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_that_files_stay_short():
    lines = {_relative(path): len(path.read_text().splitlines()) for path in _sources()}
    assert {name: count for name, count in lines.items() if count > MAX_FILE_LINES} == {}


def test_that_functions_stay_short():
    long = {}
    for path in _sources():
        if "migrations" in path.parts:
            continue  # a migration is one list of steps
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    long[f"{_relative(path)}:{node.lineno} {node.name}"] = length
    assert long == {}


def test_that_no_folder_has_a_vague_name():
    folders = {parent for path in _committed() for parent in path.relative_to(ROOT).parents}
    assert sorted(str(folder) for folder in folders if folder.name in VAGUE_FOLDERS) == []


def test_that_package_files_hold_only_a_docstring():
    wrong = []
    for path in _sources():
        if path.name == "__init__.py":
            body = ast.parse(path.read_text()).body
            only_docstring = len(body) == 1 and ast.get_docstring(ast.parse(path.read_text()))
            if not only_docstring:
                wrong.append(_relative(path))
    assert wrong == []


def test_that_every_room_is_a_package():
    assert [room for room in ROOMS if not (ROOT / room / "__init__.py").exists()] == []


def test_that_no_file_names_a_package_registry():
    found = {}
    for path in _committed():
        text = path.read_bytes().decode(errors="ignore")
        if words := [word for word in REGISTRY_WORDS if word in text]:
            found[_relative(path)] = words
    assert found == {}
