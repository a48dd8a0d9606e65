"""Support hours: what somebody who waits may expect, over nights, weekends, lunch breaks and clock changes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.domain.ids import Millis
from core.policies.days import in_words, ways_to_say
from core.policies.hours import OpenSpan, expect, spoken, zone_name

LONDON = "Europe/London"
WEEK = (
    OpenSpan(frozenset({0, 1, 2, 3, 4}), 9 * 60, 12 * 60),
    OpenSpan(frozenset({0, 1, 2, 3, 4}), 13 * 60, 17 * 60),
)


def at(year: int, month: int, day: int, hour: int, minute: int) -> Millis:
    return Millis(round(datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(LONDON)).timestamp() * 1000))


def test_that_open_time_alone_counts():
    due = expect(WEEK, LONDON, 60, at(2026, 11, 23, 11, 30))
    assert due.open_now
    assert due.reply_by == at(2026, 11, 23, 13, 30)


def test_that_friday_evening_waits_for_monday():
    due = expect(WEEK, LONDON, 30, at(2026, 11, 20, 18, 0))
    assert not due.open_now
    assert due.opens_at == at(2026, 11, 23, 9, 0)
    assert due.reply_by == at(2026, 11, 23, 9, 30)


def test_that_nine_is_nine_on_the_day_the_clocks_go_back():
    sunday = (OpenSpan(frozenset({6}), 9 * 60, 17 * 60),)
    assert expect(sunday, LONDON, 15, at(2026, 10, 25, 0, 30)).opens_at == at(2026, 10, 25, 9, 0)


def test_that_a_shift_over_midnight_is_one_stretch():
    night = (OpenSpan(frozenset({0}), 22 * 60, 26 * 60),)
    due = expect(night, LONDON, 30, at(2026, 11, 24, 1, 0))
    assert due.open_now
    assert due.reply_by == at(2026, 11, 24, 1, 30)


def test_that_no_hours_means_always_open_and_never_open_promises_nothing():
    assert expect((), LONDON, 30, Millis(0)).reply_by == 30 * 60_000
    closed = (OpenSpan(frozenset(), 0, 60),)
    assert expect(closed, LONDON, 30, Millis(0)).reply_by is None


@given(st.integers(0, 14 * 24 * 60), st.integers(1, 600))
def test_that_a_promise_lies_ahead_and_in_open_hours(minutes, target):
    now = Millis(at(2026, 10, 19, 0, 0) + minutes * 60_000)
    due = expect(WEEK, LONDON, target, now)
    assert due.reply_by is not None
    assert due.reply_by >= now + target * 60_000
    moment = datetime.fromtimestamp(due.reply_by / 1000, ZoneInfo(LONDON))
    minute = moment.hour * 60 + moment.minute
    assert moment.weekday() < 5
    assert 9 * 60 < minute <= 12 * 60 or 13 * 60 < minute <= 17 * 60


def test_that_moments_are_said_as_people_say_them():
    now = at(2026, 11, 20, 18, 0)
    assert spoken(at(2026, 11, 20, 19, 5), LONDON, now) == "19:05"
    assert spoken(at(2026, 11, 21, 9, 0), LONDON, now) == "tomorrow 09:00"
    assert spoken(at(2026, 11, 23, 9, 0), LONDON, now) == "Monday 09:00"
    assert spoken(at(2026, 11, 23, 9, 0), LONDON, now, "de") == "Montag 09:00 Uhr"
    assert spoken(at(2026, 12, 1, 9, 0), LONDON, now) == "Tuesday 1 December 09:00"


def test_that_a_zone_has_a_name_at_each_moment():
    assert zone_name(at(2026, 11, 20, 9, 0), LONDON) == "GMT"
    assert zone_name(at(2026, 7, 20, 9, 0), LONDON) == "BST"
    assert zone_name(at(2026, 7, 20, 9, 0), "America/Sao_Paulo") == "UTC-03"


def test_that_days_are_said_in_words():
    assert in_words("2027-04-01", "en-GB") == "1 April 2027"
    assert in_words("2027-03-11", "de") == "11. März 2027"
    assert in_words("Growth yearly", "en") == "Growth yearly"
    assert in_words("2027-13-01", "en") == "2027-13-01"
    assert ways_to_say("2027-04-01") == ("2027-04-01", "1 April 2027", "1. April 2027")
    assert ways_to_say("12") == ("12",)
