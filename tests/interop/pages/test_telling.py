import re
from datetime import UTC, datetime, timedelta
from decimal import Inexact, localcontext

import pytest

from partnerkit import Money, Network, Partner, Period
from partnerkit.access import HIDDEN, visible
from partnerkit.facts import Goal, Person, ServiceCase, Task
from partnerkit.goals import GoalTree, attain
from partnerkit.interop.pages import review_page
from partnerkit.review import Judged, review_partner, review_program
from partnerkit.values.errors import InvalidValue

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
MOMENTS = {"since": NOW - timedelta(days=91), "as_of": NOW}
GOAL = Goal(
    id="G-1", measure="revenue", period=Period.year(2026), target=Money.of(100_000, "EUR"), partner="P-4"
)
NETWORK = Network.of(
    GOAL,
    Partner(id="P-4", name="Nord <IT>"),
    [Task(id=f"K-{place:02}", partner="P-4", title="<b>Call</b>", due=NOW.date() - timedelta(days=1)) for place in range(15)],
    Task(id="K-99", partner="P-4", raised_by="partner", title="A demo machine"),
    ServiceCase(id="S-1", partner="P-4", opened_at=NOW - timedelta(days=9)),
)  # fmt: skip
STATUS = attain(GoalTree.of([GOAL]), {"G-1": Money.of(20_000, "EUR")}, as_of=NOW)


def page(**more):
    found = review_partner(NETWORK, "P-4", **MOMENTS, judged=Judged(goals=STATUS))
    return review_page(found, **{"names": NETWORK, **more})


@pytest.mark.parametrize(
    ("locale", "title", "amount", "share", "day"),
    [
        ("en", "Review: Nord &lt;IT&gt;", "€20,000.00", "20%", "Jun 30, 2026"),
        ("de", "Überblick: Nord &lt;IT&gt;", "20.000,00\xa0€", "20\xa0%", "30.06.2026"),
        ("sv", "Genomgång: Nord &lt;IT&gt;", "20\xa0000,00\xa0€", "20\xa0%", "30 juni 2026"),
    ],
)
def test_a_page_speaks_the_reader_s_language(locale, title, amount, share, day):
    made = page(locale=locale)
    assert f"<h1>{title}</h1>" in made
    assert amount in made
    assert share in made
    assert day in made


@pytest.mark.parametrize("locale", ["en", "de", "sv"])
def test_every_link_leads_to_a_section_and_nothing_is_left_unsaid(locale):
    made = page(locale=locale)
    assert set(re.findall(r'href="#([\w-]+)"', made)) == set(re.findall(r'section id="([\w-]+)"', made))
    assert "<b>Call" not in made
    assert "?" not in re.sub(r"<style>.*?</style>", "", made)


def test_days_are_those_of_the_reader_and_end_at_midnight():
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    found = review_partner(NETWORK, "P-4", since=late - timedelta(days=91), as_of=late)
    assert "Apr 1, 2026 to Jul 1, 2026" in review_page(found, zone="Europe/Berlin")

    midnight = datetime(2026, 7, 1, tzinfo=UTC)
    found = review_partner(NETWORK, "P-4", since=midnight - timedelta(days=91), as_of=midnight)
    assert "Mar 31, 2026 to Jun 30, 2026" in review_page(found)


def test_the_decimal_context_of_the_host_is_not_asked():
    found = review_partner(NETWORK, "P-4", **MOMENTS, judged=Judged(goals=STATUS))
    with localcontext(prec=2) as context:
        context.traps[Inexact] = True
        assert "40.4%" in review_page(found)


@pytest.mark.parametrize(
    ("locale", "text"), [("en", "(not shown)"), ("de", "(nicht sichtbar)"), ("sv", "(visas inte)")]
)
def test_who_of_the_vendor_has_a_point_is_not_shown_to_a_partner_whom_it_is_hidden_from(locale, text):
    network = Network.of(
        Partner(id="P-4", name="Nord IT"),
        Person(id="U-1", name="Ida Berg"),
        Person(id="X-1", employer="P-4", roles=["owner"], permission="all"),
        Task(id="K-1", partner="P-4", raised_by="partner", title="A demo machine", owner="U-1"),
    )
    view = visible(network, "X-1", as_of=NOW)
    found = review_partner(view, "P-4", **MOMENTS)
    made = review_page(found, locale=locale, names=view)

    assert found.points[0].owner is HIDDEN
    assert text in made[made.index('id="points"') :]
    assert "Ida Berg" not in made
    assert "<td>HIDDEN</td>" in found.points._repr_html_()


def test_what_is_unknown_is_a_dash_and_what_there_is_more_is_said():
    made = page()
    assert '<td data-name="now" class="number">\N{EN DASH}</td>' in made
    assert "and 3 more" in made


def test_of_a_program_partners_are_counted_and_points_say_whose_they_are():
    made = review_page(review_program(NETWORK, **MOMENTS), names=NETWORK)
    assert "<h1>Review of the partner program</h1>" in made
    assert "partners: 1" in made
    assert '<td data-name="partner">Nord &lt;IT&gt;</td>' in made


def test_a_title_of_one_s_own_and_a_language_without_words():
    assert "<h1>Ours &amp; theirs</h1>" in page(title="Ours & theirs")
    with pytest.raises(InvalidValue, match="locale"):
        page(locale="fr")
