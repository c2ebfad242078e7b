"""With whom somebody is compared."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from partnerkit.scoring.peers import peers_of


def column(*values):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def test_everybody_is_compared_with_everybody_without_names():
    peers = peers_of({}, 3, least=8)

    assert [(group.label, group.size, group.shared) for group in peers.described] == [("*", 3, {})]
    assert peers.is_partition


def test_a_group_large_enough_stays_among_itself():
    peers = peers_of({"tier": column("a", "b", "a", "b")}, 4, least=2)

    assert [group.label for group in peers.described] == ["a", "b"]
    assert_array_equal(peers.gather(np.array([1.0, 2.0, 3.0, 4.0])), [1, 3, 2, 4])
    assert_array_equal(peers.labels(), ["a", "b", "a", "b"])


class TestAGroupTooSmall:
    tiers = column(*"gggggggsss")
    regions = column(*"nnnnnsswww")
    peers = peers_of({"tier": tiers, "region": regions}, 10, least=3)

    def test_drops_the_last_name_and_joins_the_larger_group(self):
        assert [(group.label, group.size) for group in self.peers.described] == [
            ("g / n", 5),
            ("s / w", 3),
            ("g / *", 7),
        ]
        assert self.peers.labels().tolist() == ["g / n"] * 5 + ["g / *"] * 2 + ["s / w"] * 3

    def test_is_measured_against_all_of_it(self):
        group = self.peers.group_of(5)

        assert sorted(self.peers.only(group).rows.tolist()) == [0, 1, 2, 3, 4, 5, 6]
        assert dict(self.peers.described[group].shared) == {"tier": "g"}

    def test_changes_nothing_for_the_others(self):
        alone = peers_of({"tier": self.tiers[:5], "region": self.regions[:5]}, 5, least=3)

        assert self.peers.described[0] == alone.described[0]

    def test_falls_back_to_everybody_in_the_end(self):
        peers = peers_of({"tier": column(*"aaab")}, 4, least=2)

        assert peers.labels().tolist() == ["a", "a", "a", "*"]
        assert peers.described[1].size == 4

    def test_is_told_where_even_everybody_is_too_few(self):
        assert [group.size for group in peers_of({"tier": column("a", "b")}, 2, least=8).described] == [2]


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        (np.array([10**12, 5, 10**12, 5]), 2),
        (np.array([0.5, np.nan, np.nan, 0.5]), 2),
        (np.array([True, False, True, False]), 2),
        (np.array(["2026-01-01", "NaT", "2026-01-01", "NaT"], dtype="datetime64[D]"), 2),
        (column(None, "x", None, "x"), 2),
        (column("1", 1, "1", 1), 2),
        (np.array([-5, -5, 3, 3], dtype=np.int64), 2),
    ],
    ids=str,
)
def test_equal_values_of_any_kind_are_one_group_and_so_is_what_is_missing(values, groups):
    peers = peers_of({"by": values}, 4, least=1)

    assert len(peers.described) == groups
    assert [group.size for group in peers.described] == [2, 2]


def test_many_names_do_not_confuse_groups():
    rng = np.random.default_rng(5)
    columns = {name: rng.integers(0, 4, 500) for name in "abc"}
    peers = peers_of(columns, 500, least=1)
    truth = {tuple(row) for row in np.column_stack(list(columns.values())).tolist()}

    assert len(peers.described) == len(truth)
    assert {tuple(group.shared.values()) for group in peers.described} == truth


def test_no_rows_have_no_groups():
    assert peers_of({"tier": column()}, 0, least=3).described == []
