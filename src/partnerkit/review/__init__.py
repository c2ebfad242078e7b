"""
How is the relationship as a whole?

=======  ===============================================================
`smart`  `check_smart`: is this goal SMART, letter by letter?
=======  ===============================================================

The floor above the judgements: it puts their results side by side.
"""

from partnerkit.review.smart import Letter, SmartCheck, check_smart

__all__ = ["Letter", "SmartCheck", "check_smart"]


def __dir__() -> list[str]:
    return __all__
