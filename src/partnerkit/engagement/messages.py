"""
In whose language does each partner read the same text?

One text is a code with facts; a catalogue holds its words in each language, the
house's or the host's. Here only the language is chosen: one that the partner
speaks and the text is there in; who speaks none of them is told so, and gets it
in a language that was named for that.
"""

from collections.abc import Iterable, Sequence
from typing import Any, final, overload

from attrs import frozen

from partnerkit.facts import checks
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.values import fields
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import by_name

__all__ = ["Message", "Messages", "messages_to"]

_languages = fields.each(checks.language, least=1)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Message:
    """One text for one partner; `say(message, locale=message.language)` says it."""

    partner: str

    #: One of the languages that the text is there in.
    language: str

    #: Whether the partner speaks it; None is unknown.
    is_spoken: bool | None
    reason: Reason


@final
@frozen(repr=False)
class Messages(Sequence[Message]):
    """One text for several partners, in the order in which they were named."""

    messages: tuple[Message, ...]

    @overload
    def __getitem__(self, at: int) -> Message: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Message, ...]: ...
    def __getitem__(self, at: int | slice) -> Message | tuple[Message, ...]:
        return self.messages[at]

    def __len__(self) -> int:
        return len(self.messages)

    def __repr__(self) -> str:
        return f"<Messages: {len(self)}>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per message: whom it is for, and in which language."""
        names = ("partner", "language", "is_spoken")
        return to_frame(by_name(self, names), kind)

    _repr_html_ = small_table


def messages_to(
    network: Network, partners: Iterable[str], text: Reason, *, languages: Sequence[str], otherwise: str
) -> Messages:
    """
    Return *text* for each of *partners* in the first of its languages that is among *languages*.

    A language without its region counts as the same: "de" for "de-AT", and "de-AT" for whoever speaks "de".

    Raises
    ------
    NotFound, InvalidValue, InvalidInput
        For a partner that is not there, no language at all, and an *otherwise* that is none of them.

    >>> network = Network.of(Partner(id="P-4", languages=["fi", "sv-FI"]), Partner(id="P-5", languages=["it"]))
    >>> text = Reason("price-list-soon", {"on": "1 May"})
    >>> [(each.language, each.is_spoken) for each in messages_to(network, ["P-4", "P-5"], text, languages=["en", "sv"], otherwise="en")]
    [('sv', True), ('en', False)]
    """
    fields.check(
        {
            "text": (fields.instance(Reason, "a Reason: a code with its facts"), text),
            "languages": (_languages, tuple(languages)),
            "otherwise": (fields.choice(*languages), otherwise),
        }
    )
    found = []
    for name in partners:
        spoken = network.get(Partner, name).languages
        chosen = next((known for each in spoken or () if (known := _among(each, languages))), None)
        is_spoken = None if spoken is None else chosen is not None
        found.append(Message(partner=name, language=chosen or otherwise, is_spoken=is_spoken, reason=text))
    return Messages(tuple(found))


def _among(language: str, languages: Sequence[str]) -> str | None:
    """Return the language itself, or the same without its region, or in any region where it names none, if the text is there in it."""
    short = language.partition("-")[0]
    if language in languages:
        return language
    if language == short:
        return next((each for each in languages if each.partition("-")[0] == short), None)
    return short if short in languages else None
