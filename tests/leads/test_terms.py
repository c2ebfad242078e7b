"""In which terms is a decision explained, and what more would a loser have needed?"""

from datetime import UTC, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import get_args

import numpy as np
import pytest

from partnerkit import Lead, Partner
from partnerkit.interop.wording import LANGUAGES, catalogue
from partnerkit.leads import BestFit, Fit, allocate
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.kernel import distribute
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Basis
from partnerkit.leads.terms import CODES, terms_of
from partnerkit.leads.work import UNLIMITED, Work, tie_key


def test_every_basis_has_codes_and_terms_that_a_candidate_has():
    names = {each.name for each in Candidate.__attrs_attrs__}

    assert set(CODES) == set(get_args(Basis))
    assert all({*codes.facts, codes.told} <= names for codes in CODES.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_said_with_the_terms_it_has(language):
    words = catalogue(language)
    for codes in CODES.values():
        known = dict.fromkeys(codes.facts, "x")
        assert words[codes.won].format(**known)
        for code in (codes.less, codes.tie):
            assert words[code].format(**known, short="x")
        assert words[codes.would_win].format(partner="x", needed="x")
        facts = {codes.told: "x"}
        assert words[codes.given].format(lead="x", partner="x", candidates=2, margin="x", **facts)


@pytest.mark.parametrize("one", [1.0, Fraction(1), 2**70])
def test_the_scores_of_a_policy_of_one_s_own_are_its_terms(one):
    terms = scored([one, 4 * one, 2 * one])

    assert [place for place, _ in terms] == [1, 2, 0]
    assert [float(own["score"]) for _, own in terms] == [4 * one, 2 * one, one]
    assert [float(own["short"]) for _, own in terms[1:]] == [2 * one, 3 * one]


def scored(scores, names="abc", **more):
    work = Work(
        lead_ids=["L-1"],
        values=[1],
        signatures=np.zeros(1, dtype=np.int32),
        table=np.ones((1, len(names)), dtype=np.bool_),
        weights=[1] * len(names),
        partner_keys=[tie_key(name) for name in names],
        balances=[0] * len(names),
        room=[UNLIMITED] * len(names),
        precision=20,
        order=[0],
        basis="score",
        score=lambda standing: np.array(scores),
        **more,
    )
    return terms_of(work, distribute(work).turn(0), Ledger())


def test_scores_are_ranked_as_they_are_whatever_the_host_rounds_to():
    with localcontext(prec=2):
        assert [place for place, _ in scored([1000.1, 1000.3, 1000.2])] == [1, 2, 0]


def test_scores_that_differ_beyond_what_is_told_of_them_are_no_tie():
    third, step = Fraction(1, 3), Fraction(1, 10**40)
    (best, _), (_, less), (_, tied) = scored([third, third + step, third])

    assert (best, less["short"], tied["short"]) == (1, Decimal("1E-40"), Decimal("1E-40"))


def test_nobody_is_told_to_fit_better_than_perfectly():
    perfect = Fit(of_lead=lambda _: 0, of_partner=lambda partner: partner.id, score=lambda _, who: who != "c")
    partners = [Partner(id=name) for name in "abc"]
    decision = allocate(
        [Lead(id="L-1")], partners, BestFit(fit=perfect, value="unit"), as_of=datetime(2026, 3, 2, tzinfo=UTC)
    ).decisions["L-1"]

    assert [each.fit for each in decision.candidates] == [1, 1, 0]
    assert decision.counterfactual is None
