"""A company with nothing but articles."""

from core.domain.company import Article, Company


def bare_company(*articles: Article) -> Company:
    """No intents, no questions, no customers."""
    return Company(
        name="Acme", product="Acme", tagline="", bot_name="Ada", website="", support_email="", timezone="UTC",
        locales=("en",), accent="", accent_dark="", hours=(), first_response_target_minutes={}, teams=(),
        categories={}, intents={}, intent_examples={}, articles=articles,
    )  # fmt: skip
