"""The command line's own parts: what progress looks like, and when there is something to prepare."""

import io
import shutil
import sys

import pytest

from commands.prepare import PREPARED, is_prepared, prepared_from
from commands.speak import progress_line
from core.settings import load_settings
from tests.support.models import ROOT


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_that_progress_in_a_log_is_about_a_line_for_each_tenth(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    show = progress_line("training")
    for done in range(1, 2501):
        show(done, 2500)
    lines = out.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[-1].strip() == "training: 2500/2500"


def test_that_progress_on_a_terminal_stays_in_one_line(monkeypatch):
    out = Terminal()
    monkeypatch.setattr(sys, "stderr", out)
    show = progress_line("training")
    for done in range(1, 51):
        show(done, 50)
    assert out.getvalue().count("\n") == 1
    assert out.getvalue().count("\r") == 50


@pytest.fixture
def settings(tmp_path):
    company = tmp_path / "company"
    shutil.copytree(ROOT / "examples/harborlight", company)
    for name in ("models", "index"):
        (tmp_path / "var" / name / "abc").mkdir(parents=True)
    return load_settings(data_dir=tmp_path / "var", company_dir=company)


def test_that_it_is_prepared_when_models_and_index_were_made_from_what_is_there(settings):
    assert not is_prepared(settings)
    (settings.data_dir / PREPARED).write_text(prepared_from(settings))
    assert is_prepared(settings)
    (settings.data_dir / "index" / "abc").rmdir()
    assert not is_prepared(settings)


def test_that_a_changed_article_means_preparing_again(settings):
    (settings.data_dir / PREPARED).write_text(prepared_from(settings))
    article = next((settings.company_dir / "articles").glob("*.md"))
    article.write_text(article.read_text() + "\nMore.\n")
    assert not is_prepared(settings)
