"""What the tests of diagnosis share: a day, and evidence that says little by itself."""

from datetime import date

from partnerkit.review import Evidence
from partnerkit.values.reasons import Reason

TODAY = date(2026, 6, 30)


def seen(cause, speaks="for", strength="clear", source="exchange", partner="P-4", **more):
    """Return one piece of evidence."""
    given = {"on": TODAY, "reason": Reason("seen", {"what": f"{cause} {speaks} {source}"})} | more
    return Evidence(partner=partner, cause=cause, speaks=speaks, strength=strength, source=source, **given)
