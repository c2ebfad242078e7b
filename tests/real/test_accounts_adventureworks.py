"""
The same customer or not, among the 701 resellers of AdventureWorks.

Every reseller is another one, so nothing may be merged that is in two places;
and each, respelled as people do, is found again.
"""

import csv

import numpy as np
import pytest

from partnerkit.conflicts.accounts import compare_accounts, match_accounts
from partnerkit.facts import Account, Address

pytest.importorskip("rapidfuzz")
from rapidfuzz import fuzz, process

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def resellers(shared_data):
    with (shared_data / "adventureworks_reseller" / "resellers.csv").open(encoding="utf-8") as file:
        return [
            Account(
                id=row["account_number"],
                name=row["name"],
                addresses=[
                    Address(city=row["city"], postal_code=row["postal_code"], country=row["country_code"])
                ],
            )
            for row in csv.DictReader(file)
        ]


def respelled(account):
    """Run the words together, as GTXPro for GTX Pro, change the legal form, lose a letter of long names."""
    name = account.name.replace(" ", "", 1)
    name = name if len(name) < 14 else name[:6] + name[7:]
    return Account(id=f"{account.id}-again", name=f"{name} LLC", addresses=account.addresses)


def test_few_of_701_look_alike_and_none_is_merged_across_places(resellers):
    matches = match_accounts(resellers)
    by_id = {each.id: each for each in resellers}

    assert len(resellers) == 701
    assert len(matches) < 40
    for match in matches:
        if match.grade == "same":
            one, other = (by_id[name].addresses[0] for name in match.accounts)
            assert one.country == other.country


def test_each_respelled_reseller_is_found_again(resellers):
    again = [respelled(each) for each in resellers]
    shown = {match.accounts: match.grade for match in match_accounts([*resellers, *again])}
    truth = [tuple(sorted((each.id, f"{each.id}-again"))) for each in resellers]

    assert sum(pair in shown for pair in truth) / 701 > 0.98
    assert sum(shown.get(pair) == "same" for pair in truth) / 701 > 0.93


def test_nobody_likely_is_missed_by_not_comparing_everybody(resellers):
    """Of all pairs whose names look alike, one by one: what blocking passes over is possible at most, and rare."""
    names = [each.name.lower() for each in resellers]
    looks = [
        process.cdist(names, names, scorer=scorer, score_cutoff=75)
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio)
    ]
    pairs = np.argwhere(np.triu(np.maximum(*looks), 1)).tolist()
    compared = [compare_accounts(resellers[one], resellers[other]) for one, other in pairs]
    grades = {match.accounts: match.grade for match in compared if match.grade != "different"}
    shown = {match.accounts for match in match_accounts(resellers)}
    first = {each.id for each in sorted(resellers, key=lambda each: each.id)[:120]}

    assert len(pairs) > 900
    assert {grades[pair] for pair in grades.keys() - shown} <= {"possible"}
    assert len(grades) > 10
    assert len(grades.keys() & shown) >= 0.7 * len(grades)
    assert not [pair for pair in grades.keys() - shown if first.issuperset(pair)]
