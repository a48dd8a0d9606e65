"""What a company's customers meant to write."""

from pathlib import Path

from adapters.words.english import read_english
from core.domain.company import Company
from graph.understanding.spelling import Spelling, said_to, written_by


def open_spelling(company: Company, cache_dir: Path) -> Spelling:
    """Spelling by English and by the company's own words. Blocking, a third of a second."""
    language = company.locales[0].split("-")[0] if company.locales else "en"
    return Spelling(read_english(cache_dir), written_by(company), said_to(company), language)
