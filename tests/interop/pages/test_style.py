import re

import pytest

from partnerkit.interop.pages.style import STYLE

TAGS = re.findall(r"((?:\.[a-z]+, )*\.[a-z]+) \{ background: (#\w{6}); color: (#\w{6}); \}", STYLE)


def luminance(color):
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("names", "back", "ink"), TAGS)
def test_words_that_stand_out_can_be_read(names, back, ink):
    lighter, darker = sorted((luminance(back), luminance(ink)), reverse=True)
    # WCAG 2.2, 1.4.3: 4.5 to 1.
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5, names


def test_every_state_has_a_color_and_nothing_is_fetched():
    named = " ".join(names for names, _, _ in TAGS)
    for kind in (
        "act",
        "look",
        "good",
        "unknown",
        "hidden",
        "better",
        "worse",
        "same",
        "high",
        "medium",
        "low",
        "info",
    ):
        assert f".{kind}" in named
    assert "url(" not in STYLE
    assert "@import" not in STYLE
