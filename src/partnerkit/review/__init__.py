"""
How is the relationship as a whole?

=======  ===============================================================
`due`    `due`: what is due in all areas, for a host's scheduler
`smart`  `check_smart`: is this goal SMART, letter by letter?
=======  ===============================================================

The floor above the judgements: it puts their results side by side.
"""

from partnerkit.review.due import Due, due
from partnerkit.review.smart import Letter, SmartCheck, check_smart

__all__ = ["Due", "Letter", "SmartCheck", "check_smart", "due"]


def __dir__() -> list[str]:
    return __all__
