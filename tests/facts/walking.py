"""Which event does a walk through a course try next?"""

from hypothesis import strategies as st

__all__ = ["events_of"]


def events_of(course):
    """
    Draw a function from the state that is reached to an event.

    Three of four are events that can happen there, or hardly any would.
    """

    def drawn(number, is_possible):
        def event(status):
            among = (is_possible and course.allowed(status)) or course.events
            return among[number % len(among)]

        return event

    return st.builds(
        drawn, st.integers(0, len(course.events) - 1), st.sampled_from((True, True, True, False))
    )
