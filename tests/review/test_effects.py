"""What helped, and how sure that is."""

from datetime import date

import numpy as np
import pytest

from partnerkit.facts import Intervention
from partnerkit.interop import say
from partnerkit.interop.wording import LANGUAGES, catalogue
from partnerkit.review import REMEDIES, measure_effects, with_effects
from partnerkit.scoring.intervals import as_share
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.time import Period

MONTHS = [each.label for each in Period.year(2026).months()]
NAMES = [f"P-{place}" for place in range(60)]


def panel(effect=0.0, *, helped=12, drift=0.0, lower=0.0, seed=3, noise=1.0):
    rng = np.random.default_rng(seed)
    table = 100 + rng.normal(0, 5, 60)[:, None] + rng.normal(0, noise, (60, 12))
    table[:helped, 6:] += effect
    table[:helped] += drift * np.arange(12) - lower
    return {
        "partner": [name for name in NAMES for _ in MONTHS],
        "month": MONTHS * 60,
        "sales": table.ravel(),
    }


def given(helped=12, remedy="coach-sellers"):
    return [
        Intervention(id=f"H-{name}-{remedy}", partner=name, remedy=remedy, started_on=date(2026, 7, 1))
        for name in NAMES[:helped]
    ]


def measured(frame=None, interventions=None, **more):
    options = {"key": "partner", "by": "month", "value": "sales", "as_of": date(2026, 12, 31)} | more
    return measure_effects(
        panel(4.0) if frame is None else frame, given() if interventions is None else interventions, **options
    )


def test_an_effect_is_found_with_its_interval():
    found = measured()["coach-sellers"]

    assert found.interval.low < 4 < found.interval.high
    assert found.interval.high - found.interval.low < 3
    assert (found.helped, found.others > 10, found.relative) == (12, True, False)
    assert found.before.low < 0 < found.before.high
    assert [each.code for each in found.warnings] == ["effect-not-by-lot"]


def test_a_relative_effect_is_a_share():
    found = measured(relative=True)["coach-sellers"]

    assert found.interval.low < 0.04 < found.interval.high < 0.06
    assert "%" in say(found)


def test_who_was_going_elsewhere_already_is_warned_of():
    found = measured(panel(0.0, drift=1.0))["coach-sellers"]

    assert "effect-trend-before" in [each.code for each in found.warnings]


def test_who_was_chosen_for_being_low_is_warned_of():
    codes = [each.code for each in measured(panel(4.0, lower=5.0))["coach-sellers"].warnings]
    far = [each.code for each in measured(panel(4.0, lower=13.0), least=5)["coach-sellers"].warnings]

    assert "effect-chosen" in codes
    assert {"effect-chosen", "effect-unlike"} <= set(far)


def test_one_period_before_tells_of_no_trend():
    assert "effect-trend-unknown" in [each.code for each in measured(before=1)["coach-sellers"].warnings]


@pytest.mark.parametrize(("helped", "least"), [(9, 10), (55, 10), (12, 13)])
def test_too_few_is_said_to_be(helped, least):
    found = measured(interventions=given(helped), least=least)["coach-sellers"]

    assert found.interval is None
    assert found.observed is None
    assert found.reason.code == "effect-too-few"
    assert "is not told" in say(found)


def test_what_began_after_the_moment_is_not_known():
    assert [*measured(as_of=date(2026, 6, 30))] == []


def test_the_catalogue_learns():
    effects = measured()
    learned = {each.code: each.effect for each in with_effects(REMEDIES, effects.observed) if each.effect}

    assert [*learned] == ["coach-sellers"]
    assert learned["coach-sellers"].helps is True
    assert learned["coach-sellers"].count == 12


def test_what_lowers_a_figure_that_had_better_be_low_has_helped():
    lowered = measured(panel(-4.0), better="lower")["coach-sellers"]
    raised = measured(better="lower")["coach-sellers"]

    assert (lowered.observed.helps, raised.observed.helps) == (True, False)
    with pytest.raises(InvalidValue, match="better: 'less' is not valid"):
        measured(better="less")


def test_it_is_a_mapping_with_a_table():
    both = [*given(), *given(3, "train-people")]
    effects = measured(interventions=both)
    table = effects.to_frame()

    assert [*effects] == ["coach-sellers", "train-people"]
    assert ("coach-sellers" in effects, len(effects)) == (True, 2)
    assert repr(effects) == "<Effects of 2 remedies; 2 unknown>"
    assert table["reason"].tolist() == ["effect-too-few", "effect-too-few"]
    assert dict(effects["coach-sellers"].left_out) == {"effect-other-remedy": 3}
    with pytest.raises(NotFound, match="pray"):
        effects["pray"]


def test_groups_keep_apart_what_is_not_comparable():
    frame = panel(4.0, lower=40.0)
    groups = {name: place < 30 for place, name in enumerate(NAMES)}

    assert measured(frame, peers=groups)["coach-sellers"].others <= 18


def test_the_order_of_interventions_does_not_matter():
    assert measured(interventions=given()[::-1])["coach-sellers"] == measured()["coach-sellers"]


def test_bad_input_is_told_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        measured(before=0, after=0, matches=1, least=2, level=2)
    assert [each.path for each in caught.value.faults] == ["before", "after", "matches", "least", "level"]

    stranger = Intervention(id="H", partner="P-99", remedy="coach-sellers", started_on=date(2026, 7, 1))
    with pytest.raises(InvalidInput) as caught:
        measured(interventions=[stranger, "help"])
    assert [each.path for each in caught.value.faults] == ["interventions[0].partner", "interventions[1]"]


def test_a_share_of_nothing_is_refused():
    frame = panel()
    frame["sales"] = frame["sales"] * 0
    with pytest.raises(InvalidValue, match="sales"):
        measured(frame, relative=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_somebody_was_left_out_has_words(language):
    codes = {"outside-the-figures", "figures-missing", "other-remedy", "nobody-comparable"}

    assert {f"effect-{code}" for code in codes} <= set(catalogue(language))


def test_a_relative_trend_is_told_as_it_stands_beside_the_effect():
    found = measured(panel(4.0, drift=3.0), relative=True)["coach-sellers"]
    told = {each.code: each for each in found.warnings}

    assert told["effect-trend-before"].facts["estimate"] == as_share(found.before.estimate)
    assert "%" in say(told["effect-trend-before"])


def test_whose_group_is_unknown_is_compared_with_nobody():
    found = measured(peers=dict.fromkeys(NAMES[30:], "north"))["coach-sellers"]

    assert found.interval is None
    assert dict(found.left_out) == {"effect-nobody-comparable": 12}
