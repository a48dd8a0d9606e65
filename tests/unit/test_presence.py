"""Who is there, and until when somebody is away."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.ids import Millis, StaffId
from core.domain.people import Role, Staff
from core.errors import InvalidInput
from core.policies.presence import duty, is_there, off_until

BERLIN = "Europe/Berlin"


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> Millis:
    """A moment of 2026 in Berlin; 24 November is a Tuesday."""
    return Millis(round(datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(BERLIN)).timestamp() * 1000))


NOW = at(24, 14, 30)


def member(
    name: str,
    *,
    off: bool = False,
    until: Millis | None = None,
    teams: tuple[str, ...] = (),
    active: bool = True,
    role: Role = Role.AGENT,
) -> Staff:
    return Staff(StaffId(name), name, name.title(), role, teams, NOW if off else None, until, active)


def test_that_off_lasts_until_its_end_or_until_revoked() -> None:
    assert is_there(member("maya"), NOW)
    assert not is_there(member("maya", off=True), at(31, 12, month=12))
    assert not is_there(member("maya", off=True, until=at(24, 15)), at(24, 14, 59))
    assert is_there(member("maya", off=True, until=at(24, 15)), at(24, 15))
    assert not is_there(member("maya", active=False), NOW)


def test_that_a_team_is_asked_first_and_helpers_of_all_are_in_every_team() -> None:
    maya, ben = member("maya", teams=("billing",)), member("ben", teams=("technical",))
    anybody = member("ada")
    assert duty([maya, ben, anybody], NOW, "billing").there == (maya, anybody)
    assert duty([maya, ben], NOW, "security").there == (maya, ben), "a team without people is everybody's"
    assert duty([maya, ben], NOW).there == (maya, ben)


def test_that_an_admin_counts_as_an_agent_where_there_is_no_other_or_in_a_team() -> None:
    ada, maya = member("ada", role=Role.ADMIN), member("maya", off=True)
    assert duty([ada], NOW).there == (ada,)
    assert duty([ada, maya], NOW).nobody
    helping = member("eve", role=Role.ADMIN, teams=("billing",))
    assert duty([helping, maya], NOW, "billing").there == (helping,)
    assert not duty([], NOW).nobody, "nothing is known"


def test_that_the_first_one_back_is_the_moment_to_name() -> None:
    away = [
        member("maya", off=True, until=at(24, 17)),
        member("ben", off=True, until=at(25, 9)),
        member("ada", off=True),
    ]
    nobody = duty(away, NOW)
    assert (nobody.nobody, nobody.back_at) == (True, at(24, 17))
    assert duty([*away, member("eve")], NOW).back_at is None
    assert duty([away[2]], NOW).back_at is None


@pytest.mark.parametrize(
    ("words", "back"),
    [
        ("", None),
        ("17:00", at(24, 17)),
        ("until 5pm", at(24, 17)),
        ("5:15 pm", at(24, 17, 15)),
        ("9", at(25, 9)),
        ("14:30", at(25, 14, 30)),
        ("12am", at(25, 0)),
        ("2h", at(24, 16, 30)),
        ("for 30 min", at(24, 15)),
        ("3 days", at(27, 14, 30)),
        ("1 week", at(1, 14, 30, month=12)),
        ("today 18:00", at(24, 18)),
        ("tomorrow", at(25, 9)),
        ("Tomorrow at 11", at(25, 11)),
        ("tuesday", at(1, 9, month=12)),
        ("Mon, 10:00", at(30, 10)),
        ("2026-12-24", at(24, 9, month=12)),
        ("till 2026-12-24 13:00", at(24, 13, month=12)),
    ],
)
def test_that_people_say_until_when_as_people_do(words: str, back: Millis | None) -> None:
    assert off_until(words, BERLIN, NOW) == back


@pytest.mark.parametrize(
    "words",
    [
        "lunch",
        "25:00",
        "9:75",
        "13pm",
        "today 9:00",
        "2025-12-24",
        "2026-13-40",
        "9999 weeks",
        "0 min",
        "5 pm pm",
        "monday x",
    ],
)
def test_that_what_cannot_be_meant_is_refused(words: str) -> None:
    with pytest.raises(InvalidInput, match="17:00"):
        off_until(words, BERLIN, NOW)


@given(st.text(max_size=30), st.integers(0, 365 * 24 * 60))
def test_that_any_words_give_a_moment_ahead_or_a_refusal(words: str, minutes: int) -> None:
    now = Millis(at(1, 0, month=1) + minutes * 60_000)
    try:
        back = off_until(words, BERLIN, now)
    except InvalidInput:
        return
    assert back is None or back > now
