"""Settings: the order of who wins, and what a wrong one says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SettingError
from core.language_model import Step
from core.model_settings import Price
from core.settings import load_settings


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_that_the_defaults_need_nothing():
    settings = load_settings()
    assert settings.database_url.startswith("sqlite:///")
    assert settings.redis_url == ""


def test_that_the_database_lies_in_the_data_folder_unless_it_is_named(monkeypatch):
    monkeypatch.setenv("FOYER_DATA_DIR", "/srv/foyer")
    assert load_settings().database_url == "sqlite:////srv/foyer/foyer.db"
    monkeypatch.setenv("FOYER_DATABASE_URL", "sqlite:///elsewhere.db")
    assert load_settings().database_url == "sqlite:///elsewhere.db"


def test_that_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    (tmp_path / "foyer.yaml").write_text("port: 9000\nhost: 0.0.0.0\n")
    monkeypatch.setenv("FOYER_PORT", "9100")
    settings = load_settings()
    assert (settings.port, settings.host) == (9100, "0.0.0.0")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("FOYER_PORT", "99999", "free port"),
        ("FOYER_PORT", "eighty", "free port"),
        ("FOYER_DATABASE_URL", "mysql://x", "sqlite:///"),
        ("FOYER_REDIS_URL", "localhost", "redis://"),
        ("FOYER_ALLOWED_ORIGINS", "www.example.com", "https://"),
        ("FOYER_SECRET", "short", "32"),
        ("FOYER_ROLE", "boss", ".env.example"),
        ("FOYER_PUBLIC_URL", "chat.example.com", "https://chat.example.com"),
        ("FOYER_PUBLIC_URL", "https://", "https://chat.example.com"),
        ("FOYER_PUBLIC_URL", "https://example.com/chat", "without a path"),
        ("FOYER_PUBLIC_URL", "https://example.com:port", "without a path"),
        ("FOYER_HANDOFF_WEBHOOK_URL", "hooks.example.com/foyer", "https://"),
        ("FOYER_PROT", "99", "Did you mean FOYER_PORT?"),
        ("FOYER_TEAPOT", "1", ".env.example"),
        ("FOYER_LLM", "gpt", "is not valid JSON"),
        ("FOYER_LLM", '{"model": "small", "base_url": "http://x"}', "prices has none for small"),
        ("FOYER_LLM.steps.answer.timeout_s", '{"steps": {"answer": {"timeout_s": 60}}}', "less than or equal to 10"),
        ("FOYER_LLM.modle", '{"modle": "small"}', "docs/OPERATIONS.md"),
        ("FOYER_LLM_KEY", '{"model": "m", "prices": {"m": {"read": 1, "written": 1}}}', "llm_key is missing"),
    ],
)
def test_that_a_wrong_setting_is_named_with_its_remedy(monkeypatch, name, value, remedy):
    monkeypatch.setenv("FOYER_LLM" if name.startswith("FOYER_LLM") else name, value)
    with pytest.raises(SettingError) as caught:
        load_settings()
    assert name in caught.value.message
    assert remedy in caught.value.message


def test_that_an_unknown_setting_in_the_file_is_refused(tmp_path):
    (tmp_path / "foyer.yaml").write_text("prot: 9000\n")
    with pytest.raises(SettingError, match="FOYER_PROT: there is no such setting"):
        load_settings()


def test_that_a_wrong_secret_is_not_repeated(monkeypatch):
    monkeypatch.setenv("FOYER_SECRET", "tooshort-but-secret")
    with pytest.raises(SettingError) as caught:
        load_settings()
    assert "tooshort" not in caught.value.message


def test_that_a_misspelt_line_in_the_env_file_gets_the_same_hint(tmp_path):
    (tmp_path / ".env").write_text("FOYER_PUBLIC_ULR=https://chat.example.com\n")
    with pytest.raises(
        SettingError, match=r"^FOYER_PUBLIC_ULR: there is no such setting\. Did you mean FOYER_PUBLIC_URL"
    ):
        load_settings()


def test_that_variables_which_are_no_settings_are_known(monkeypatch, tmp_path):
    (tmp_path / "other.yaml").write_text("port: 9001\n")
    monkeypatch.setenv("FOYER_CONFIG", str(tmp_path / "other.yaml"))
    monkeypatch.setenv("FOYER_SHOTS", "var/shots")
    assert load_settings().port == 9001


def test_that_the_public_address_may_end_with_a_slash(monkeypatch):
    monkeypatch.setenv("FOYER_PUBLIC_URL", "https://chat.example.com/")
    assert load_settings().public_url == "https://chat.example.com"


def test_that_a_models_key_is_not_repeated_whatever_else_is_wrong(monkeypatch):
    monkeypatch.setenv("FOYER_LLM_KEY", "sk-very-secret")
    monkeypatch.setenv("FOYER_LLM", '{"model": "m", "key": "sk-very-secret", "base_url": "x://me:sk-very-secret@h"}')
    monkeypatch.setenv("FOYER_SLACK_BOT_TOKEN", "xoxb-without-a-signing-secret")
    with pytest.raises(SettingError) as caught:
        load_settings()
    assert "sk-very-secret" not in caught.value.message


def test_that_each_step_has_a_plan_of_its_own():
    price = {"read": 1, "written": 2}
    settings = load_settings(
        llm_key="k",
        llm={
            "model": "small",
            "prices": {"small": price, "large": price},
            "day_budget": 2,
            "steps": {"answer": {"model": "large", "timeout_s": 5, "day_budget": 0.5}, "slots": {"model": ""}},
        },
    )
    plans = settings.llm.plans()
    assert {step.value: plan.model for step, plan in plans.items()} == {
        "intent": "small",
        "summary": "small",
        "answer": "large",
    }
    assert (plans[Step.ANSWER].timeout_s, plans[Step.ANSWER].day_budget) == (5, 500_000)
    assert plans[Step.SUMMARY].day_budget == 2_000_000
    assert "llm_key" not in repr(settings)
    assert load_settings().llm.plans() == {}


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.floats(0, 100), st.floats(0, 100))
def test_that_a_price_is_never_rounded_down(read, written, per_read, per_written):
    price = Price(read=per_read, written=per_written)
    assert price.of(read, written) >= read * per_read + written * per_written
    assert price.of(read + 1, written) >= price.of(read, written)
