"""A chart tells those who do not see it what it shows, and is the same on every call."""

import builtins
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("matplotlib", reason="charts need the extra plots")

from partnerkit.interop.plots.chart import Chart, blank, finished, line_look, named, rows_of, short
from partnerkit.values.errors import MissingExtra


@pytest.fixture
def chart():
    figure, axes = blank()
    axes.plot([0, 1], [1, 3])
    return Chart(figure=figure, alt='Nord & "Süd" <in front>')


def test_is_svg_that_says_what_it_shows(chart):
    drawn = ET.fromstring(chart.svg())  # noqa: S314  # our own

    assert drawn.tag.endswith("svg")
    assert drawn.attrib["role"] == "img"
    assert drawn.attrib["aria-label"] == chart.alt
    assert chart._repr_html_() == chart.svg()


def test_is_alike_on_every_call(chart):
    assert chart.svg() == chart.svg()


def test_is_in_no_list_of_open_figures(chart):
    from matplotlib import pyplot as plt

    assert chart.figure.axes
    assert plt.get_fignums() == []


def test_without_matplotlib_the_extra_is_named(monkeypatch):
    whole = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return whole(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"\.\[plots\]"):
        blank()


def test_names_come_from_a_mapping_or_are_none():
    assert named({"P-1": "Nord"}) == {"P-1": "Nord"}
    assert named(None) == {}


def test_a_name_stands_letter_for_letter_and_is_no_formula():
    figure, axes = blank()
    axes.set_title("$a_$x^")
    rows_of(axes, ["Big $ave $tore", "_$"])

    drawn = finished(figure, "").svg()
    assert all(f">{name}<" in drawn for name in ("$a_$x^", "Big $ave $tore", "_$"))


def test_a_long_name_keeps_its_beginning_and_its_end():
    name = "Maschinenhandelsgesellschaft Nordwest Hamburg"

    assert short(name, 45) == name
    assert short(name, 20) == "Maschinenhan\N{HORIZONTAL ELLIPSIS}Hamburg"
    assert all(len(short(name, letters)) <= letters for letters in range(3, 60))


def test_rows_stand_close_however_many_there_are():
    _, axes = blank()
    rows_of(axes, [f"P-{at}" for at in range(200)])

    assert axes.get_ylim() == (199.6, -0.6)


def test_no_two_lines_look_alike():
    assert len({tuple(line_look(place).items()) for place in range(24)}) == 24


def test_letters_that_the_font_lacks_are_left_to_the_reader_s():
    figure, axes = blank()
    mountain = "\N{CJK UNIFIED IDEOGRAPH-5C71}"
    axes.set_title(mountain)

    assert f">{mountain}<" in finished(figure, "").svg()
