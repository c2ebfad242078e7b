"""
What is kept of a decision, and in how many bytes?

Everything that is needed to understand it without anything else: the decision
with all who were asked and their terms, and facts such as the policy, the
weights and the versions it rested on. What is long is packed before it is
stored: of ten thousand partners, most have the same thing against them.
"""

import zlib
from collections.abc import Mapping
from typing import Any, final

from attrs import field, frozen

from partnerkit.interop.converter import converter
from partnerkit.interop.serialisation import SCHEMA, canonical, loads, to_document
from partnerkit.leads.decision import Decision
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.reasons import Facts, Finding, Reason

__all__ = ["Record", "packed", "told", "unpacked", "written"]

#: Longest document before it is packed: an assignment among ten thousand partners takes a part of it.
SIZE = 16_000_000

#: How hard it is packed: beyond this it takes twice as long and saves a twelfth.
LEVEL = 1

#: What JSON cannot begin with.
_PACKED = b"z"


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Record:
    """
    What was decided, and on what it rested.

    >>> Record(facts={"policy": "fair-share"}).facts["policy"]
    'fair-share'
    """

    facts: Facts = field(factory=Facts, converter=Facts)

    #: For an assignment: who was asked, and how each of them stood.
    decision: Decision | None = None

    @property
    def reason(self) -> Reason | None:
        """Why: the reason of the decision, or the one that the facts give."""
        if self.decision is not None:
            return self.decision.reason
        given = self.facts.get("reason", self.facts.get("finding"))
        given = given.reason if isinstance(given, Finding) else given
        return given if isinstance(given, Reason) else None


def packed(fact: Any, *, plain: int) -> bytes:
    """
    Write *fact* as bytes to be stored: canonical JSON up to *plain* bytes, beyond that packed.

    >>> packed(Record(facts={"version": 1}), plain=1_000)
    b'{"kind":"Record","schema":1,"value":{"facts":{"version":1}}}'
    """
    return _packed(to_document(fact), plain)


def _packed(document: object, plain: int) -> bytes:
    data = canonical(document, size=SIZE)
    return data if len(data) <= plain else _PACKED + zlib.compress(data, LEVEL)


def written(facts: Mapping[str, object]) -> dict[str, Any]:
    """
    Return facts of a record as what JSON is made of: those that many records share are written once.

    >>> from fractions import Fraction
    >>> written({"policy": "fair-share", "weight": Fraction(1, 3)})
    {'policy': 'fair-share', 'weight': {'fraction': '1/3'}}
    """
    found: dict[str, Any] = converter().unstructure(Facts(facts))
    return found


def told(decision: Decision, facts: Mapping[str, Any], *, plain: int) -> bytes:
    """
    Write the record of a decision as `packed` does; its *facts* are `written` already.

    >>> from datetime import datetime
    >>> made = Decision(lead="L-1", as_of=datetime.fromisoformat("2026-03-02T09:00Z"), winner=None)
    >>> record = Record(facts={"policy": "fair-share"}, decision=made)
    >>> told(made, written(record.facts), plain=9) == packed(record, plain=9)
    True
    """
    value = {"decision": converter().unstructure(decision), "facts": facts}
    return _packed({"kind": Record.__name__, "schema": SCHEMA, "value": value}, plain)


def unpacked(data: bytes) -> Any:
    """
    Read what `packed` wrote; nothing is unpacked beyond the longest document there may be.

    >>> unpacked(packed(Record(facts={"version": 1}), plain=10)).facts["version"]
    1
    """
    if type(data) is bytes and data.startswith(_PACKED):
        data = _inflated(data.removeprefix(_PACKED))
    return loads(data, size=SIZE)


def _inflated(data: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(data, SIZE + 1)
    except zlib.error:
        found = b""
    if not stream.eof:
        raise InvalidInput([InvalidValue(path="$", value="the document", remedy="use what `packed` wrote")])
    return found
