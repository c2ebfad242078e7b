import pytest

from partnerkit.conflicts.accounts import compare_accounts, match_accounts
from partnerkit.facts import Account, Address
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue

pytest.importorskip("rapidfuzz")
from firms import register

KIEL, ROSTOCK = Address(city="Kiel", country="DE"), Address(city="Rostock", country="DE")


def grade(one, other):
    return compare_accounts(Account(id="A-1", **one), Account(id="A-2", **other)).grade


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"name": "GTXPro"}, {"name": "GTX Pro"}, "same"),
        ({"name": "GTX Pro"}, {"name": "GTX Basic"}, "different"),
        ({"name": "Werft Kiel GmbH"}, {"name": "Werft Kiel AG"}, "same"),
        ({"name": "Werft", "addresses": [KIEL]}, {"name": "Werft", "addresses": [ROSTOCK]}, "probable"),
        ({"name": "Nordtechnik"}, {"name": "Nortechnik"}, "same"),
        (
            {"name": "Nord Technik", "tax_numbers": ["DE1"]},
            {"name": "Nord Technik", "tax_numbers": ["DE2"]},
            "probable",
        ),
        (
            {"name": "Alt", "tax_numbers": ["DE111"]},
            {"name": "Völlig anders", "tax_numbers": ["DE111"]},
            "probable",
        ),
        ({"name": "Werft Kiel", "domains": ["a.de"]}, {"name": "Kieler Werft", "domains": ["a.de"]}, "same"),
        (
            {"name": "Anna", "domains": ["gmail.com"]},
            {"name": "Bernd", "domains": ["gmail.com"]},
            "different",
        ),
        ({"name": ""}, {"name": ""}, "different"),
        ({"name": "Neu", "other_names": ["Altwerk GmbH"]}, {"name": "Altwerk"}, "same"),
    ],
)
def test_the_grade_follows_names_numbers_domains_and_places(one, other, expected):
    assert grade(one, other) == expected
    assert grade(other, one) == expected


def test_everything_a_match_rests_on_is_said():
    match = compare_accounts(
        Account(id="A-1", name="Werft", tax_numbers=["DE1A"], addresses=[KIEL], domains=["w.de"]),
        Account(id="A-2", name="Werft", tax_numbers=["DE2A"], addresses=[ROSTOCK], domains=["w.de"]),
    )

    assert [reason.code for reason in match.evidence] == [
        "names-alike", "tax-numbers-differ", "domain-shared", "places-differ",
    ]  # fmt: skip
    assert "derselbe Kunde" in say(match, locale="de")
    assert match.reason.facts == {"account": "A-1", "other": "A-2"}


@pytest.fixture(scope="module")
def known():
    accounts, truth = register(1500, seed=7)
    return accounts, truth, match_accounts(accounts)


def test_a_register_with_known_truth_is_matched(known):
    _, truth, matches = known
    shown = {match.accounts for match in matches}
    same = {match.accounts for match in matches if match.grade == "same"}

    assert len(shown & truth) / len(truth) > 0.97
    assert len(shown & truth) / len(shown) > 0.90
    assert len(same & truth) / len(same) > 0.995
    assert len(same & truth) / len(truth) > 0.88


def test_the_order_of_accounts_makes_no_difference(known):
    accounts, _, matches = known
    mixed = list(accounts)
    mixed.sort(key=lambda account: (account.name, account.id))

    assert list(match_accounts(mixed)) == list(matches)


def test_one_pair_is_weighed_as_among_all_the_others(known):
    accounts, _, matches = known
    by_id = {account.id: account for account in accounts}
    for match in matches[:50]:
        alone = compare_accounts(*(by_id[name] for name in match.accounts))

        assert (alone.grade, alone.evidence) == (match.grade, match.evidence)


def test_customers_are_joined_by_what_is_the_same_only(known):
    _, _, matches = known
    customers = matches.customers()

    for match in matches:
        one, other = match.accounts
        if match.grade == "same":
            assert customers[one] == customers[other] <= one
    assert len(set(customers.values())) < len(customers)


def test_thresholds_are_the_callers():
    pair = [Account(id="A-1", name="Nordwerft"), Account(id="A-2", name="Nordwerk")]

    assert len(match_accounts(pair, show=0.9)) == 0
    assert match_accounts(pair, show=0.5, merge=0.8)[0].grade == "same"


def test_faults_name_their_place():
    account = Account(id="A-1", name="Werft")
    with pytest.raises(InvalidValue, match=r"show: 0\.9"):
        match_accounts([account], show=0.9, merge=0.8)
    with pytest.raises(InvalidInput) as caught:
        match_accounts([account], show=2.0, merge=-1.0)
    assert [fault.path for fault in caught.value.faults] == ["show", "merge"]
    with pytest.raises(InvalidValue, match="accounts: 'A-1'"):
        match_accounts([account, account])
    with pytest.raises(InvalidValue, match=r"accounts\[0\]"):
        match_accounts(["A-1"])


def test_no_accounts_have_no_matches():
    assert list(match_accounts([])) == []
    assert repr(match_accounts([])) == "<Matches: none>"
