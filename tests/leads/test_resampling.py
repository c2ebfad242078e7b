"""How sure is the credit, if the journeys are a sample of those that might have been?"""

import numpy as np
import pytest

from partnerkit.leads import Journeys, attribute
from partnerkit.leads.resampling import intervals, retell_shares
from partnerkit.leads.sharing import shares_by
from partnerkit.values.errors import InvalidValue


def drawn(journeys, **options):
    retell = retell_shares(shares_by(journeys, "linear"), len(journeys.parties))
    return intervals(journeys, retell, **{"level": 0.9, "draws": 400, "seed": 0, **options})


def test_two_who_win_alike_lie_around_a_half_as_a_coin_does():
    # 100 wins, each of a or b: the share of a is a coin thrown 100 times.
    ends = drawn(Journeys.of([["a"], ["b"]], wins=[50, 50]))

    assert ends[0] == pytest.approx([0.5 - 1.645 * 0.05, 0.5 + 1.645 * 0.05], abs=0.015)


def test_more_journeys_make_it_surer():
    few = drawn(Journeys.of([["a"], ["b"]], wins=[5, 5]))
    many = drawn(Journeys.of([["a"], ["b"]], wins=[5_000, 5_000]))

    assert np.diff(many).max() < np.diff(few).min() / 10


def test_the_same_seed_gives_the_same_and_another_does_not():
    journeys = Journeys.of([["a"], ["b"]], wins=[5, 5], losses=[9, 2])

    assert np.array_equal(drawn(journeys), drawn(journeys))
    assert not np.array_equal(drawn(journeys, draws=7), drawn(journeys, draws=7, seed=1))


def test_without_a_win_there_is_no_interval():
    found = attribute(Journeys.of([["a"]], wins=[0], losses=[5]), interval=0.9, draws=5)

    assert found["a"].interval is None
    assert np.isnan(drawn(Journeys.of([["a"]], wins=[0]))).all()


@pytest.mark.parametrize("method", ["linear", "shapley", "markov"])
def test_every_method_says_how_sure_it_is(method):
    journeys = Journeys.of([["a", "b"], ["b"]], wins=[5, 3], losses=[20, 10])
    found = attribute(journeys, method, interval=0.8, draws=50)

    low, high = found["a"].interval
    assert low <= float(found["a"].share) <= high
    assert (found.method["interval"], found.method["draws"], found.method["seed"]) == (0.8, 50, 0)


@pytest.mark.parametrize("options", [{"interval": 0}, {"interval": 1}, {"interval": 0.9, "draws": 0}])
def test_a_level_lies_between_never_and_always(options):
    with pytest.raises(InvalidValue, match="draws" if "draws" in options else "interval"):
        attribute(Journeys.of([["a"]], wins=[1]), **options)
