"""How is one id made of several?"""

from hashlib import sha256

from partnerkit.values.fields import ID_LENGTH

__all__ = ["joined"]

_DIGITS = 32


def __dir__() -> list[str]:
    return __all__


def joined(*names: str, by: str = "/") -> str:
    """
    Return *names* as one id; one that would be too long ends with a digest of the whole.

    >>> joined("coach-sellers", "P-4"), len(joined("coach-sellers", "P" * 128))
    ('coach-sellers/P-4', 128)
    """
    name = by.join(names)
    if len(name) <= ID_LENGTH:
        return name
    # Cut short, the ids of two partners could become one.
    digest = sha256(name.encode()).hexdigest()[:_DIGITS]
    return f"{name[: ID_LENGTH - _DIGITS - len(by)].rstrip()}{by}{digest}"
