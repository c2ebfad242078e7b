"""How well does a partner fit a lead?"""

import numpy as np
import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import fit as module
from partnerkit.leads.fit import Fit, Fits, encode_fit
from partnerkit.values.errors import InvalidValue

LEADS = [Lead(id=f"L-{n}", product=product) for n, product in enumerate(("a", "b", "a"))]
PARTNERS = [Partner(id=f"P-{n}", tier=tier) for n, tier in enumerate(("gold", "silver", "gold"))]
SCORES = {("a", "gold"): 1, ("a", "silver"): 0.25, ("b", "gold"): 0, ("b", "silver"): 1 / 3}
EXPECTED = [[1 << 20, 1 << 18, 1 << 20], [0, 349525, 0], [1 << 20, 1 << 18, 1 << 20]]


def of_product_and_tier(**how):
    return Fit(of_lead=lambda lead: lead.product, of_partner=lambda partner: partner.tier, **how)


def by_table(products, tiers):
    return np.array([[SCORES[product, tier] for tier in tiers] for product in products])


@pytest.mark.parametrize("kept", [0, module.KEPT])
@pytest.mark.parametrize("how", [{"score": lambda *key: SCORES[key]}, {"table": by_table}])
def test_rows_are_the_same_however_they_are_made(monkeypatch, how, kept):
    monkeypatch.setattr(module, "KEPT", kept)
    fits = encode_fit(of_product_and_tier(**how), LEADS, PARTNERS)

    assert [fits.row(lead).tolist() for lead in range(3)] == EXPECTED
    assert fits.rows(np.array([2, 1, 0, 1])).tolist() == [EXPECTED[n] for n in (2, 1, 0, 1)]


def test_leads_and_partners_that_look_alike_are_judged_once():
    asked = []
    encode_fit(of_product_and_tier(score=lambda *key: asked.append(key) or 1), LEADS, PARTNERS)

    assert sorted(asked) == sorted(SCORES)


def test_what_is_too_large_to_keep_is_not_asked_for_beforehand():
    def too_early(lead, partner):
        raise AssertionError((lead, partner))

    fits = Fits(Fit(of_lead=int, of_partner=int, score=too_early), range(3_000), range(2_000))

    with pytest.raises(AssertionError, match=r"\(7, 0\)"):
        fits.row(7)


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan"), float("inf")])
def test_what_is_no_number_from_zero_to_one_is_refused_by_name(score):
    with pytest.raises(InvalidValue, match=r"policy\.fit\('a', 'gold'\).*from 0 to 1"):
        encode_fit(of_product_and_tier(score=lambda *_: score), LEADS, PARTNERS)


@pytest.mark.parametrize("found", [[[1]], "none"])
def test_a_table_of_another_shape_is_refused(found):
    with pytest.raises(InvalidValue, match="2 leads by 2 partners"):
        encode_fit(of_product_and_tier(table=lambda *_: found), LEADS, PARTNERS)


@pytest.mark.parametrize("how", [{}, {"score": max, "table": max}])
def test_either_a_score_or_a_table_is_needed(how):
    with pytest.raises(InvalidValue, match="score"):
        of_product_and_tier(**how)


def test_no_leads_are_no_fault():
    fit = of_product_and_tier(score=lambda *_: 1)

    assert encode_fit(fit, [], PARTNERS).rows(np.array([], dtype=np.intp)).shape == (0, 3)
