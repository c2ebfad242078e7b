from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.interop.pages import Section, Table, Tile, document
from partnerkit.interop.pages.page import Markup, Steps, Tag, bar, drawing
from partnerkit.values.errors import InvalidValue


class Reader(HTMLParser):
    """What a browser makes of a page: its elements, their attributes, and the text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def page_with(text):
    table = Table(caption=text, head=(text, text), rows=[(text, Tag(text, "act"))], is_captioned=True)
    steps = Steps(items=[(text, text)], more=text)
    section = Section(anchor="a", title=text, lead=text, tag=Tag(text, "good"), parts=[text, table, steps])
    return document(text, text, sections=[section], tiles=[Tile(figure=text, name=text)], foot=text)


@given(st.text(alphabet=st.sampled_from("<>&\"'/=scriptonload x"), min_size=1, max_size=30))
def test_whatever_is_said_stays_text(text):
    plain, odd = Reader(page_with("x")), Reader(page_with(text))
    assert [tag for tag, _ in odd.tags] == [tag for tag, _ in plain.tags]
    assert [sorted(attrs) for _, attrs in odd.tags] == [sorted(attrs) for _, attrs in plain.tags]


def test_a_page_names_its_language_and_has_landmarks_and_links_to_its_sections():
    read = Reader(document("T", "s", sections=[Section(anchor="goals", title="Goals")], locale="de-AT"))
    tags = dict(read.tags)
    assert tags["html"] == {"lang": "de"}
    assert {"header", "nav", "main", "footer", "h1", "section"} <= set(tags)
    assert tags["a"] == {"href": "#goals"}
    assert tags["section"]["id"] == "goals"


def test_a_page_needs_nothing_else():
    page = page_with("x")
    assert not {tag for tag, _ in Reader(page).tags} & {"script", "link", "img", "iframe"}
    assert "http" not in page


def test_a_table_says_what_its_rows_and_columns_are_about():
    read = Reader(Table(caption="goals", head=("goal", "target"), rows=[("de", "9")], numbers={1}).html())
    assert [attrs.get("scope") for tag, attrs in read.tags if tag == "th"] == ["col", "col", "row"]
    assert ("caption", {"class": "heard"}) in read.tags
    assert {attrs.get("class") for tag, attrs in read.tags if tag == "td"} == {"number"}


def test_rows_of_a_hierarchy_are_indented_and_severities_are_tags():
    html = Table(head=("who", "how"), rows=[("all", "high"), ("one", "low")], depths=[0, 1], tags={1}).html()
    assert '<tr class="strong">' in html
    assert 'class="indent-1"' in html
    assert '<span class="tag high">high</span>' in html


@pytest.mark.parametrize(
    ("part", "width"), [(0.0, "0.00"), (0.5, "40.00"), (1.0, "80.00"), (9.0, "100.00"), (-1, "0.00")]
)
def test_a_bar_is_as_long_as_its_part(part, width):
    assert f'<rect width="{width}" height="10" fill="#' in bar(part, "so much").html.replace(
        'fill="#eef1f4"/>', "", 1
    )
    assert bar(part, "<b>").html.startswith("&lt;b&gt;")


def test_a_chart_is_drawn_as_it_is():
    class Drawn:
        def svg(self):
            return "<svg></svg>"

    assert drawing(Drawn()) == Markup('<figure tabindex="0"><svg></svg></figure>')


def test_a_language_without_words_is_refused():
    with pytest.raises(InvalidValue, match="locale"):
        document("T", "s", sections=[], locale="fr")


def test_a_language_that_runs_from_the_right_is_set_so():
    made = document("x", "y", sections=[], locale="ar", words={"ar": {}})
    assert made.startswith('<!doctype html><html lang="ar" dir="rtl">')
    assert document("x", "y", sections=[], locale="xx", words={"xx": {}}).startswith(
        '<!doctype html><html lang="xx">'
    )
