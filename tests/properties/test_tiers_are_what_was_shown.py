"""A tier depends on what was shown alone: not on the day, the company or the order; who shows more never falls."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit import Money, Partner, Period
from partnerkit.facts import Program, Requirement, Tier
from partnerkit.lifecycle import TierDecision, change_tiers, qualify_tiers

YEAR = Period.year(2026)
NAMES = ("bronze", "silver", "gold")
NUMBERS = st.decimals(0, 100, places=2)


@st.composite
def requirements(draw):
    """Draw requirements on revenue (more is better) and on rejected claims (less is)."""
    found = []
    for measure in draw(
        st.lists(st.sampled_from(["revenue", "rejected"]), min_size=1, max_size=2, unique=True)
    ):
        aim, floor = sorted(draw(st.sets(NUMBERS, min_size=2, max_size=2)), reverse=measure == "revenue")
        points = draw(st.none() | st.decimals(1, 20, places=1))
        bound = {"least" if measure == "revenue" else "most": aim}
        found.append(
            Requirement(
                measure=measure,
                points=points,
                floor=floor if points is not None and draw(st.booleans()) else None,
                **bound,
            )
        )
    return found


@st.composite
def programs(draw):
    tiers = []
    for rank, name in enumerate(NAMES[: draw(st.integers(1, 3))], 1):
        asked = draw(requirements())
        given = [each.points for each in asked if each.points is not None]
        needed = draw(st.decimals(0, sum(given), places=1)) if given else None
        tiers.append(Tier(name=name, rank=rank, requirements=asked, points=needed))
    return Program(id="p", tiers=tiers, promotion=draw(st.sampled_from(["proposal", "automatic"])))


@st.composite
def cases(draw, unknown=True):
    program = draw(programs())
    number = (st.none() | NUMBERS) if unknown else NUMBERS
    names = [tier.name for tier in program.tiers]
    partners = [
        Partner(id=f"P-{at}", tier=draw(st.none() | st.sampled_from(names)))
        for at in range(draw(st.integers(1, 5)))
    ]
    sold = {each.id: draw(number) for each in partners}
    return (
        program,
        partners,
        {
            "revenue": {
                name: None if value is None else Money.of(value, "EUR") for name, value in sold.items()
            },
            "rejected": {each.id: draw(number) for each in partners},
        },
    )


def by_hand(program, figures, partner):
    """Look at each tier by itself, with fractions."""
    earned = None
    for tier in program.tiers:
        total, is_met = Fraction(0), True
        for each in tier.requirements:
            value = figures[each.measure][partner]
            value = value.amount if isinstance(value, Money) else value
            met = value is not None and (
                value >= each.least if each.least is not None else value <= each.most
            )
            if each.points is None:
                is_met &= met
            elif met:
                total += Fraction(each.points)
            elif each.floor is not None:
                aim = each.least if each.least is not None else each.most
                part = (
                    None
                    if value is None
                    else (Fraction(value) - Fraction(each.floor)) / (Fraction(aim) - Fraction(each.floor))
                )
                is_met &= part is not None and part >= 0
                total += Fraction(int(max(part or 0, 0) * Fraction(each.points) * 100), 100)
        if is_met and total >= (tier.points or 0):
            earned = tier.name
    return earned


@given(cases())
def test_the_tier_earned_is_the_highest_whose_requirements_hold(case):
    program, partners, figures = case
    found = qualify_tiers(program, partners, figures, period=YEAR)

    for partner in partners:
        assert found[partner.id].earned == by_hand(program, figures, partner.id)


@given(cases(), st.randoms())
@settings(max_examples=max(5, settings.default.max_examples // 3))
def test_each_is_judged_alone(case, random):
    program, partners, figures = case
    together = qualify_tiers(program, partners, figures, period=YEAR)
    random.shuffle(partners)

    assert dict(qualify_tiers(program, partners, figures, period=YEAR)) == dict(together)
    for partner in partners:
        assert (
            qualify_tiers(program, partners, figures, period=YEAR, viewer=partner.id)[partner.id]
            == together[partner.id]
        )


@given(cases(unknown=False), st.lists(st.integers(1, 11), unique=True))
@settings(max_examples=max(5, settings.default.max_examples // 3))
def test_a_year_comes_to_the_same_however_its_figures_are_sliced(case, cuts):
    program, partners, figures = case
    whole = qualify_tiers(program, partners, figures, period=YEAR)
    edges = [date(2026, 1, 1), *(date(2026, month + 1, 1) for month in sorted(cuts)), date(2027, 1, 1)]
    parts = [Period.of(start, end) for start, end in pairwise(edges)]
    sliced = {
        measure: {
            name: {part: value - value if place else value for place, part in enumerate(parts)}
            for name, value in values.items()
        }
        for measure, values in figures.items()
    }

    assert dict(qualify_tiers(program, partners, sliced, period=YEAR)) == dict(whole)


@given(cases(), st.dates(date(2027, 1, 1), date(2030, 1, 1)))
def test_computing_again_changes_nothing_whatever_the_day(case, day):
    program, partners, figures = case
    found = qualify_tiers(program, partners, figures, period=YEAR)
    decisions = [
        TierDecision(partner=name, tier=found[name].earned, by="U-1", reason="as-earned")
        for name in (*found.with_outcome("promote"), *found.with_outcome("demote"))
    ]
    changed = {each.id: each for each in change_tiers(partners, found, on=day, decisions=decisions).changed}
    after = [changed.get(partner.id, partner) for partner in partners]
    again = qualify_tiers(program, after, figures, period=YEAR)

    assert again.earned.tolist() == found.earned.tolist()
    assert not again.with_outcome("promote")
    assert not again.with_outcome("demote")
    assert change_tiers(after, again, on=day).changed == ()


@given(cases(), st.data())
def test_who_shows_more_earns_no_less(case, data):
    program, partners, figures = case
    more = {
        name: None if sold is None else sold + Money.of(data.draw(NUMBERS), "EUR")
        for name, sold in figures["revenue"].items()
    }
    fewer = {
        name: None if value is None else min(value, data.draw(NUMBERS))
        for name, value in figures["rejected"].items()
    }
    before = qualify_tiers(program, partners, figures, period=YEAR)
    after = qualify_tiers(program, partners, {"revenue": more, "rejected": fewer}, period=YEAR)

    assert (after.earned >= before.earned).all()


@given(cases(), st.data())
def test_nobody_loses_a_tier_that_figures_to_come_may_save(case, data):
    program, partners, figures = case
    found = qualify_tiers(program, partners, figures, period=YEAR)
    known = {
        "revenue": {
            name: Money.of(data.draw(st.just(Decimal(1_000)) | NUMBERS), "EUR") if value is None else value
            for name, value in figures["revenue"].items()
        },
        "rejected": {
            name: data.draw(st.just(Decimal(0)) | NUMBERS) if value is None else value
            for name, value in figures["rejected"].items()
        },
    }
    later = qualify_tiers(program, partners, known, period=YEAR)

    for place, partner in enumerate(partners):
        if partner.id in found.with_outcome("demote"):
            assert later.earned[place] < later.held[place]


@given(cases(unknown=False))
def test_the_next_tier_is_earned_once_what_is_missing_is_shown(case):
    program, partners, figures = case
    for partner in partners:
        standing = qualify_tiers(program, [partner], figures, period=YEAR)[partner.id]
        if standing.next_tier is None:
            continue
        shown = {name: values[partner.id] for name, values in figures.items()}
        for each in standing.shortfalls:
            name = each.requirement.name
            shown[name] = (
                shown[name] + each.missing
                if each.requirement.least is not None
                else shown[name] - each.missing
            )
        after = qualify_tiers(
            program,
            [evolve(partner, tier=None)],
            {name: {partner.id: value} for name, value in shown.items()},
            period=YEAR,
        )[partner.id]
        places = [tier.name for tier in program.tiers]
        assert after.earned is not None
        assert places.index(after.earned) >= places.index(standing.next_tier)
