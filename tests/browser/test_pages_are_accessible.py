"""Reviews as pages: axe-core finds nothing serious, nothing is fetched, nothing hangs over, in three languages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit import Money, Network, Partner, Period
from partnerkit.facts import Figure, Goal, Interaction, Person, ServiceCase, Task, WarrantyClaim
from partnerkit.goals import GoalTree, attain
from partnerkit.interop.pages import review_page
from partnerkit.review import Judged, review_partner, review_program
from partnerkit.scoring import Kpi, Scorecard, score

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=91)
NAMES = (
    "Nord IT GmbH & Co. KG",
    "<script>alert(1)</script>",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
)


def channel():
    """Return a small channel with something in every area, and judgements on it."""
    euros = Money.of(1_000, "EUR")
    facts, goals = [Person(id="U-1", name="Anna Berg")], []
    for place, name in enumerate(NAMES):
        key = f"P-{place}"
        goals.append(
            Goal(
                id=f"G-{place}", measure="revenue", period=Period.year(2026), target=euros * 100, partner=key
            )
        )
        facts += [
            Partner(id=key, name=name, account_owner="U-1"),
            ServiceCase(
                id=f"S-{place}", partner=key, opened_at=SINCE, due_at=NOW - timedelta(days=2), priority="high"
            ),
            WarrantyClaim(id=f"W-{place}", partner=key, claimed=euros, submitted_at=SINCE),
            Figure(partner=key, measure="receivables", period=Period.month(2026, 5), value=euros * 9),
            Figure(
                partner=key,
                measure="receivables_overdue",
                period=Period.month(2026, 5),
                value=euros * (place + 1),
            ),
            Interaction(
                id=f"I-{place}", kind="visit", partner=key, at=SINCE - timedelta(days=place), held=True
            ),
            Task(
                id=f"K-{place}",
                partner=key,
                raised_by="partner",
                title=f"A machine for {name}",
                due=date(2026, 6, 9),
            ),
        ]
    network = Network.of(facts, goals)
    frame = {"id": [f"P-{place}" for place in range(3)], "sales": [90.0, 40.0, 20.0]}
    judged = Judged(
        goals=attain(
            GoalTree.of(goals), {f"G-{place}": euros * (20 + 30 * place) for place in range(3)}, as_of=NOW
        ),
        scores=score(Scorecard(kpis=(Kpi("sales"),), min_peers=2), frame, key="id", as_of=NOW.date()),
        conflicts=(),
    )
    return network, judged


NETWORK, JUDGED = channel()
MOMENTS = {"since": SINCE, "as_of": NOW, "judged": JUDGED}


@pytest.mark.parametrize(
    ("scope", "locale", "width"),
    [(scope, locale, 360) for scope in ("partner", "program") for locale in ("en", "de", "sv")]
    + [("partner", "sv", 1280), ("program", "de", 1280)],
)
def test_a_review_can_be_read_by_everybody(look, scope, locale, width):
    if scope == "partner":
        found = review_partner(NETWORK, "P-2", **MOMENTS)
    else:
        found = review_program(NETWORK, **MOMENTS)
    # To compare each text's color with what is behind it takes axe four fifths of its time, and a color does not
    # depend on the language: it is asked of each scope on a phone, and of one that is wide.
    without = () if locale == "en" or (scope, width) == ("program", 1280) else ("color-contrast",)
    seen = look(review_page(found, locale=locale, names=NETWORK), width, without=without)
    assert (seen["grave"], seen["wider"]) == ([], 0)
    assert (seen["asked"], seen["said"]) == ([], [])


#: The words in cells of tables that stand on more than one line, though there is a blank to break at.
TORN = r"""[...document.querySelectorAll("td, th")].flatMap(cell => {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), torn = []
    while (texts.nextNode())
        for (const word of texts.currentNode.data.matchAll(/[\p{L}\d]+/gu)) {
            const range = document.createRange()
            range.setStart(texts.currentNode, word.index)
            range.setEnd(texts.currentNode, word.index + word[0].length)
            if (new Set([...range.getClientRects()].map(each => Math.round(each.top))).size > 1) torn.push(word[0])
        }
    return torn
})"""


def test_no_word_of_a_table_is_torn_on_a_phone(look):
    html = review_page(review_partner(NETWORK, "P-2", **MOMENTS), locale="de", names=NETWORK)
    seen = look(html, 360, rules=False)

    # The one that is wider than a phone has to be.
    assert set(seen["page"].evaluate(TORN)) == {NAMES[2].split()[0]}


def test_axe_is_awake(look):
    assert look("<html><body><img src='data:,'><button></button></body></html>", 360)["grave"]


def test_a_page_can_be_printed(look):
    html = review_page(review_partner(NETWORK, "P-1", **MOMENTS), names=NETWORK)
    page = look(html, 1280, rules=False)["page"]
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.locator("h1").inner_text() == f"Review: {NAMES[1]}"


@pytest.mark.parametrize(
    "found", [review_partner(NETWORK, "P-2", **MOMENTS), review_program(NETWORK, **MOMENTS)]
)
def test_no_table_runs_off_the_paper(look, found):
    page = look(review_page(found, locale="sv", names=NETWORK), 680, rules=False)["page"]
    page.emulate_media(media="print")
    assert (
        page.evaluate("Math.max(...[...document.querySelectorAll('table')].map(e => e.offsetWidth))") <= 680
    )
