"""Documents that must keep up with the code."""

from pathlib import Path

from core.settings import Settings
from graph.machine import draw_mermaid

ROOT = Path(__file__).parents[2]


def test_that_the_picture_of_the_state_machine_is_current():
    text = (ROOT / "docs/ARCHITECTURE.md").read_text()
    shown = text.partition("<!-- graph:begin -->")[2].partition("<!-- graph:end -->")[0]
    drawn = draw_mermaid().strip()
    assert shown.strip() == f"```mermaid\n{drawn}\n```", "Put the output of `python app.py graph` there."


def test_that_every_setting_is_in_the_example():
    text = (ROOT / ".env.example").read_text()
    for name in Settings.model_fields:
        assert f"FOYER_{name.upper()}=" in text, name


def test_that_links_between_documents_lead_somewhere():
    for document in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        text = document.read_text()
        for target in (part.partition(")")[0] for part in text.split("](")[1:]):
            if "://" not in target and not target.startswith("#"):
                assert (document.parent / target.partition("#")[0]).exists(), f"{document.name}: {target}"
