"""
What stands where somebody may not look?

`HIDDEN` is no value and not unknown: `None` would say that there is nothing. It
is equal to itself alone, and whoever reckons with it, or asks whether it is
true, is told that it is hidden: no judgement takes it for something by accident.
"""

from typing import Any, Final, NoReturn, final

from partnerkit.values.errors import FieldHidden

__all__ = ["HIDDEN", "Hidden"]


def __dir__() -> list[str]:
    return __all__


@final
class Hidden:
    """
    The kind of `HIDDEN`, of which there is one.

    >>> HIDDEN is None, HIDDEN == "gold", HIDDEN
    (False, False, HIDDEN)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "HIDDEN"

    def __reduce__(self) -> str:
        return "HIDDEN"

    def __copy__(self) -> "Hidden":
        return self

    def __deepcopy__(self, memo: Any) -> "Hidden":
        return self

    def __getattr__(self, name: str) -> NoReturn:
        # What Python itself looks for is not there; a part of the value is hidden with it.
        raise AttributeError(name) if name.startswith("__") else FieldHidden

    def _refuse(self, *_: object) -> NoReturn:
        raise FieldHidden

    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __neg__ = __abs__ = __int__ = __float__ = __index__ = _refuse


#: What a field of any type reads as that the viewer may not see.
HIDDEN: Final[Any] = Hidden()
