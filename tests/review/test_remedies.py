"""What can help: a catalogue that learns."""

import pytest

from partnerkit.interop import say
from partnerkit.interop.wording import LANGUAGES, catalogue
from partnerkit.review.causes import CAUSES
from partnerkit.review.proposing import DERIVED
from partnerkit.review.remedies import REMEDIES, Observed, ProposedRemedy, Remedy, remedy_faults, with_effects
from partnerkit.scoring.intervals import Interval
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money

CODES = [each.code for each in CAUSES]


def observed(low, high, **more):
    interval = Interval(estimate=(low + high) / 2, low=low, high=high, level=0.95, method="")
    return Observed(outcome="revenue", interval=interval, count=40, **more)


def test_the_house_s_own_catalogue_fits_the_causes_and_leaves_none_without_help():
    assert [*remedy_faults(REMEDIES, CODES)] == []
    assert {code for each in REMEDIES for code in each.causes} == set(CODES)


def test_one_remedy_ends_the_relation_and_it_needs_the_most():
    (end,) = [each for each in REMEDIES if each.ends]

    assert end.needs == ("no-vendor-cause", "partner-heard", "improvement-plan-closed")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("remedy", REMEDIES, ids=lambda each: each.code)
def test_every_remedy_and_every_condition_has_words(remedy, language):
    codes = {remedy.statement.code, *(f"needs-{code}" for code in (*remedy.needs, *DERIVED))}

    assert codes <= set(catalogue(language))


def test_a_catalogue_that_makes_no_sense_is_told():
    given = [
        Remedy(code="pray", causes=["rain"], by="both"),
        Remedy(code="pray", causes=CODES[:1], by="both"),
        "hope",
    ]
    paths = [each.path for each in remedy_faults(given, CODES)]

    assert paths == ["remedies[0].causes", "remedies[1].code", "remedies[2]"]


def test_a_remedy_tells_all_its_faults():
    with pytest.raises(InvalidInput) as caught:
        Remedy(code="Pray!", causes=[], by="heaven", cost=Money.of("-1", "EUR"), effect=3)

    assert [each.path for each in caught.value.faults] == ["code", "causes", "by", "cost", "effect"]


@pytest.mark.parametrize(("low", "high", "helps"), [(1, 3, True), (-1, 3, None), (-3, -1, False)])
def test_it_helps_where_the_interval_is_above_zero(low, high, helps):
    assert observed(low, high).helps is helps


def test_the_catalogue_learns_what_was_observed():
    learned = with_effects(REMEDIES, {"give-leads": observed(1, 3)})

    assert [each.code for each in learned if each.effect] == ["give-leads"]
    assert [each.code for each in learned] == [each.code for each in REMEDIES]
    with pytest.raises(InvalidValue, match="pray"):
        with_effects(REMEDIES, {"pray": observed(1, 3)})


def test_a_proposal_says_what_to_find_out_and_what_it_did():
    remedy = Remedy(
        code="give-leads",
        causes=["too-few-leads"],
        by="vendor",
        needs=["capacity-free"],
        effect=observed(1, 3),
    )
    proposal = ProposedRemedy(
        remedy=remedy, against=("too-few-leads",), conditions=(("capacity-free", None),)
    )

    assert say(proposal) == (
        "Give the partner more leads for a while. To be checked: has the partner room for more? Observed on 40 partners: "
        "beside comparable ones, revenue changed by 2 (between 1 and 3). It is a proposal: a person decides."
    )


def test_a_relative_effect_is_said_in_per_cent():
    assert "2.0" in say(observed(0.01, 0.03, relative=True).reason)
    assert "%" in say(observed(0.01, 0.03, relative=True).reason)


def test_what_nobody_measured_is_said_to_be_unknown():
    remedy = Remedy(code="give-leads", causes=["too-few-leads"], by="vendor")

    assert "not known yet" in say(ProposedRemedy(remedy=remedy, against=(), conditions=()))


def test_a_relative_effect_is_said_in_per_cent_in_a_proposal_too():
    effect = observed(0.01, 0.03, relative=True)
    remedy = Remedy(code="give-leads", causes=["too-few-leads"], by="vendor", effect=effect)

    assert effect.reason in ProposedRemedy(remedy=remedy, against=(), conditions=()).reasons
