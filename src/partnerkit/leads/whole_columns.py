"""
Is this a flat row of whole numbers, as bulk results are worked out from?

Lists and arrays of any kind of whole number become one column of int64 that
nobody writes to any more. What is none stays as it is, for a validator to name.
"""

from typing import Any

import numpy as np

from partnerkit.values import fields

__all__ = ["WHOLE_COLUMN", "is_whole_column", "whole_column"]

_MOST = np.iinfo(np.int64).max


def __dir__() -> list[str]:
    return __all__


def whole_column(value: Any) -> Any:
    """
    Return a row of whole numbers as a column of int64 of its own; anything else, and None, as it is.

    >>> whole_column([3, 4]).tolist(), whole_column([0.5]), whole_column([2**63])
    ([3, 4], [0.5], [9223372036854775808])
    """
    try:
        found = np.asarray(value)
    except ValueError:
        return value
    if found.size == 0:
        # An empty list is one of floats to NumPy.
        found = found.astype(np.int64)
    if found.dtype.kind not in "iu" or found.ndim != 1 or (found.size and int(found.max()) > _MOST):
        return value
    column = found.astype(np.int64)
    column.flags.writeable = False
    return column


def is_whole_column(value: object) -> bool:
    """
    Tell whether *value* is what `whole_column` returns for a row of whole numbers.

    >>> is_whole_column(np.array([3])), is_whole_column([3]), is_whole_column(np.array([[3]]))
    (True, False, False)
    """
    return isinstance(value, np.ndarray) and value.dtype == np.int64 and value.ndim == 1


#: What a model checks of a column.
WHOLE_COLUMN = fields.Check(is_whole_column, "use a flat row of whole numbers")
