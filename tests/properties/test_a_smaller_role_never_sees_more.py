"""
Who may see less sees nothing that the other does not, and no way around shows what is hidden.

Every text of the generated network is a canary: it says whose it is and of what
category. What a viewer gets is looked through as bytes, whatever it is made of.
"""

import pickle
import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from partnerkit import Lead, Money, Period
from partnerkit.access import CATEGORIES, HIDDEN, PermissionClass, visible
from partnerkit.access.categories import OF_MODEL, category
from partnerkit.facts import (
    Account,
    DealRegistration,
    Figure,
    Goal,
    Interaction,
    Network,
    Partner,
    Person,
    PriceTerm,
    ServiceCase,
    Task,
    Territory,
)
from partnerkit.facts.fact import REFERS_TO
from partnerkit.facts.nouns import Nouns
from partnerkit.facts.people import PERMISSIONS
from partnerkit.interop import say
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRMS = ("P-1", "P-2", "P-3")
PEOPLE = ("U-1", "U-2", "U-3")
#: Who is at which firm; X-1's firm sells to P-2's.
STAFF = {"X-1": "P-1", "X-2": "P-2", "X-3": "P-3"}
PARENTS = {"P-2": "P-1"}
CANARY = re.compile(rb"~([\w-]+)~([\w-]+)~")

firms = st.sampled_from(FIRMS)
persons = st.sampled_from((*PEOPLE, *STAFF))
regions = st.sampled_from(("de", "de-north", "se"))
seldom = st.one_of(st.none(), persons)


def note(owner, kind):
    return f"~{owner}~{kind}~"


def of_customers(draw, kind, name, owner):
    """Return a fact of a customer, or of what is sold to one."""
    match kind:
        case "account":
            # A customer is nobody's until somebody deals with it.
            return Account(id=name, name=note("-", "customers"), owner=draw(seldom), territory=draw(regions))
        case "lead":
            return Lead(
                id=name,
                territory=draw(regions),
                city=note("-", "leads"),
                contact=note("-", "personal"),
                named_partner=owner,
            )
        case "term":
            return PriceTerm(
                id=name,
                partner=owner,
                product=f"fw-{name}",
                list_price=Money.of(9, "EUR"),
                unit=note(owner, "terms"),
                source=note(owner, "bookkeeping"),
            )
        case _:
            return DealRegistration(
                id=name,
                partner=owner,
                customer=note(owner, "identified-customers"),
                status="draft",
                stepped_by=draw(persons),
            )


def of_figures(draw, kind, name, owner):
    """Return a figure, or a goal."""
    if kind == "figure":
        return Figure(
            partner=owner,
            measure="m",
            period=Period.of(NOW.date().replace(day=1), NOW.date().replace(day=2 + int(name))),
            value=Money.of(name, "EUR"),
            entered_by=draw(st.sampled_from((None, note(owner, "entered-figures")))),
            person=draw(seldom),
        )
    return Goal(
        id=name,
        measure="m",
        period=Period.year(2026),
        target=Money.of(5, "EUR"),
        partner=owner,
        owner=draw(seldom),
        source=note(owner, "bookkeeping"),
    )


def of_work(draw, kind, name, owner):
    """Return a visit, a task or a case of service."""
    match kind:
        case "visit":
            return Interaction(
                id=name,
                kind="visit",
                partner=owner,
                persons=(draw(persons),),
                at=NOW,
                outcome=note(owner, "contacts"),
            )
        case "task":
            # One that names no firm is its owner's alone.
            whose = draw(st.sampled_from(("-", owner)))
            return Task(
                id=name,
                title=note(whose, "tasks"),
                owner=draw(persons),
                partner=None if whose == "-" else owner,
                source=note(whose, "bookkeeping"),
            )
        case _:
            return ServiceCase(id=name, partner=owner, subject=note(owner, "service"), opened_at=NOW)


KINDS = {
    **dict.fromkeys(("account", "lead", "term", "deal"), of_customers),
    **dict.fromkeys(("figure", "goal"), of_figures),
    **dict.fromkeys(("visit", "task", "case"), of_work),
}


@st.composite
def facts(draw, number):
    """Draw one fact of a partner, with canaries."""
    owner, kind = draw(firms), draw(st.sampled_from(tuple(KINDS)))
    return KINDS[kind](draw, kind, f"{number}", owner)


some = st.lists(st.sampled_from(CATEGORIES), unique=True, min_size=1).map(tuple)
#: A leak shows where a role sees nearly all, and not that.
all_but_few = st.lists(st.sampled_from(CATEGORIES), unique=True, min_size=1, max_size=4).map(
    lambda denied: tuple(each for each in CATEGORIES if each not in denied)
)
classes = st.lists(
    st.builds(
        PermissionClass,
        id=st.just("role"),
        side=st.just("vendor"),
        sees=some | all_but_few,
        furthest=st.sampled_from(PERMISSIONS),
    ),
    min_size=1,
    max_size=1,
)


@st.composite
def channels(draw):
    """Draw a network with people of the vendor and of three firms."""
    given = [draw(facts(number)) for number in range(draw(st.integers(1, 12)))]
    managers = draw(
        st.fixed_dictionaries(
            {"U-1": st.none(), "U-2": st.sampled_from((None, "U-1")), "U-3": st.sampled_from((None, "U-2"))}
        )
    )
    people = [
        Person(
            id=name,
            name=note("-" if name in PEOPLE else STAFF[name], "people"),
            roles=("role",),
            employer=STAFF.get(name),
            manager=managers.get(name),
            permission=draw(st.sampled_from(PERMISSIONS)),
            territory=draw(st.sampled_from((None, "de"))),
        )
        for name in (*PEOPLE, *STAFF)
    ]
    partners = [
        Partner(
            id=name,
            name=note(name, "partners"),
            territories=(draw(regions),),
            account_owner=draw(st.sampled_from((None, *PEOPLE))),
            parent=PARENTS.get(name),
            other_lines=(note(name, "planning"),),
            source=note(name, "bookkeeping"),
        )
        for name in FIRMS
    ]
    ground = [Territory(id="de"), Territory(id="de-north", parent="de"), Territory(id="se")]
    return Network.of(ground, people, partners, given)  # fmt: skip


def told(view):
    """Return (kind, what tells facts apart) -> field -> what it reads as, where it is not hidden."""
    found = {}
    for fact in view:
        name = fact.id if hasattr(fact, "id") else fact.value
        read = {each.name: getattr(fact, each.name) for each in fields(type(fact))}
        found[type(fact), name] = {field: value for field, value in read.items() if value is not HIDDEN}
    return found


def assert_is_within(smaller, larger):
    less, more = told(smaller), told(larger)
    assert less.keys() <= more.keys()
    for key, read in less.items():
        assert read.items() <= more[key].items()


@given(channels(), classes, st.sampled_from(PEOPLE), st.data())
def test_fewer_categories_show_no_more(network, permitted, viewer, data):
    (whole,) = permitted
    fewer = data.draw(st.lists(st.sampled_from(whole.sees), unique=True, min_size=1))

    smaller = visible(network, viewer, as_of=NOW, classes=[evolve(whole, sees=tuple(fewer))])
    assert_is_within(smaller, visible(network, viewer, as_of=NOW, classes=permitted))


@given(channels(), classes, st.sampled_from((*PEOPLE, *STAFF)), st.sampled_from(("vendor", "partner")))
def test_a_permission_that_reaches_less_far_shows_no_more(network, permitted, viewer, side):
    person = network.get(Person, viewer)
    ladder = [None, *PERMISSIONS]
    permitted = [evolve(permitted[0], side=side)]
    views = []
    for permission in ladder[: ladder.index(person.permission) + 1]:
        changed = network.with_facts(evolve(person, permission=permission))
        views.append(visible(changed, viewer, as_of=NOW, classes=permitted))
    own = Person, viewer
    for smaller, larger in pairwise(views):
        less, more = told(smaller), told(larger)
        assert less.keys() <= more.keys()
        assert all(read.items() <= more[key].items() for key, read in less.items() if key != own)


@given(channels(), classes, st.sampled_from(tuple(STAFF)), st.booleans())
def test_no_byte_of_another_firm_reaches_a_partner(network, permitted, viewer, is_distributor):
    (drawn,) = permitted
    downline = drawn.sees if is_distributor else ()
    role = evolve(drawn, side="partner", downline=downline)
    view = visible(network, viewer, as_of=NOW, classes=[role])
    firm = STAFF[viewer]
    own = {
        b"-",
        firm.encode(),
        *(below.encode() for below, upper in PARENTS.items() if is_distributor and upper == firm),
    }

    for owner, kind in CANARY.findall(given_to(view)):
        assert owner in own
        assert kind.decode() in role.sees


@given(channels(), classes, st.sampled_from(PEOPLE))
def test_no_byte_of_a_category_reaches_whom_it_is_denied(network, permitted, viewer):
    view = visible(network, viewer, as_of=NOW, classes=permitted)

    assert {kind.decode() for _, kind in CANARY.findall(given_to(view))} <= set(permitted[0].sees)


@given(channels(), st.sampled_from((*PEOPLE, *STAFF)))
def test_what_alone_is_denied_shows_nowhere(network, viewer):
    side = "vendor" if viewer in PEOPLE else "partner"
    network = network.with_facts(evolve(network.get(Person, viewer), permission="all"))
    for denied in sorted({kind.decode() for _, kind in CANARY.findall(pickle.dumps(list(network)))}):
        others = tuple(each for each in CATEGORIES if each != denied)
        role = PermissionClass(id="role", side=side, sees=others, furthest="all")
        shown = given_to(visible(network, viewer, as_of=NOW, classes=[role]))
        assert denied not in {kind.decode() for _, kind in CANARY.findall(shown)}


def given_to(view):
    """Return all that a viewer can get hold of, as bytes."""
    said = say(Reason("role-shows-nothing", {"person": "U-1", "role": "x"}), names=view)
    shown = repr(list(view)) + repr(dict(view.names)) + repr(view.record()) + said
    return pickle.dumps(view) + shown.encode()


@given(channels(), classes, st.sampled_from((*PEOPLE, *STAFF)), st.sampled_from(("vendor", "partner")))
def test_no_reference_leads_to_what_is_hidden(network, permitted, viewer, side):
    view = visible(network, viewer, as_of=NOW, classes=[evolve(permitted[0], side=side)])
    held = {model: {fact.id for fact in view.all(model)} for model in (Partner, Person, Territory, Account)}
    by_name = {model.__name__: names for model, names in held.items()}

    for fact in view:
        for each in fields(type(fact)):
            names = by_name.get(each.metadata.get(REFERS_TO))
            value = getattr(fact, each.name)
            if names is not None and value is not None and value is not HIDDEN:
                assert set(value if isinstance(value, tuple) else (value,)) <= names


def test_every_kind_of_fact_has_a_category():
    kinds = {each.model for each in vars(Nouns).values() if hasattr(each, "model")}

    assert kinds == set(OF_MODEL)


@pytest.mark.parametrize("model", OF_MODEL, ids=lambda model: model.__name__)
def test_every_field_has_a_category_that_can_be_permitted(model):
    assert {category(model, each.name) for each in fields(model)} <= set(CATEGORIES)
    assert category(model, "no-such-field") is None
