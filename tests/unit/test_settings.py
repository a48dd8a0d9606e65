"""Settings: the order of who wins, and what a wrong one says."""

import pytest

from core.errors import SettingError
from core.settings import load_settings


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_that_the_defaults_need_nothing():
    settings = load_settings()
    assert settings.database_url.startswith("sqlite:///")
    assert settings.redis_url == ""


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
    ],
)
def test_that_a_wrong_setting_is_named_with_its_remedy(monkeypatch, name, value, remedy):
    monkeypatch.setenv(name, value)
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
