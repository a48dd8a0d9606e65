"""The course of a mood: one annoyed message never counts, a falling course does."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain.conversation import ConversationState
from core.domain.policy import Policy
from core.policies.course import UPSET, Course, follow

POLICY = Policy()
moods = st.floats(-1, 1)


def run(said: list[float]) -> Course:
    memory: ConversationState = {}
    course = Course()
    for mood in said:
        course = follow(memory, mood, POLICY.mood_weight)
        memory = {"sentiment": course.level, "sentiment_worst": course.worst, "upset": course.upset}
    return course


def escalates(course: Course) -> bool:
    return course.upset >= POLICY.mood_turns and course.level <= POLICY.mood_floor


@given(st.lists(st.floats(UPSET + 0.01, 1), max_size=8), st.lists(st.floats(UPSET + 0.01, 1), max_size=8))
def test_that_one_annoyed_message_never_escalates(before, after):
    said = [*before, -1.0, *after]
    assert not any(escalates(run(said[: end + 1])) for end in range(len(said)))


def test_that_a_falling_course_escalates():
    falling = [0.1, -0.2, -0.6, -0.8]
    assert [escalates(run(falling[: end + 1])) for end in range(4)] == [False, False, False, True]
    assert run(falling).slope < 0


@given(st.lists(moods, min_size=1, max_size=10))
def test_that_numbers_stay_within_bounds(said):
    course = run(said)
    assert -1.001 <= course.worst <= course.level <= 1.001
    assert course.upset == sum(mood <= UPSET for mood in said)


@given(st.lists(moods, max_size=6), moods, moods)
def test_that_a_worse_message_never_leads_to_a_better_course(before, one, other):
    worse, better = sorted((one, other))
    low, high = run([*before, worse]), run([*before, better])
    assert low.level <= high.level + 1e-3
    assert low.upset >= high.upset
