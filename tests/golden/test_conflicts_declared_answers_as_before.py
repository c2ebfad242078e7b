"""Cases and the rules of a host are judged as they were before."""

from datetime import time, timedelta
from decimal import Decimal
from typing import get_args

from term_worlds import FIELDS, NOONS, asked, tried

from partnerkit import Money, PartnerkitError
from partnerkit.conflicts import (
    Condition,
    Conflict,
    DeclaredRule,
    Draft,
    Saying,
    accounts,
    cases,
    check_rules,
    compiled,
    likeness,
    naming,
    price_policy,
)
from partnerkit.conflicts.declared import OPERATORS, SUBJECTS, fields_of
from partnerkit.conflicts.rules import uniform_pricing
from partnerkit.facts import (
    DealRegistration,
    DirectEngagement,
    Network,
    Person,
)  # fmt: skip
from partnerkit.values import Reason, WorkingCalendar

#: Where cases are settled from nine to five.
OFFICE = WorkingCalendar(zone="Europe/Berlin", week={day: ((time(9), time(17)),) for day in range(7)})
#: Ways through a case, and ways that are barred.
COURSES = [
    ("acknowledge", "state", "state", "hear", "mediate", "settle", "appeal", "decide-appeal"),
    ("acknowledge", "state", "hear", "decide", "appeal", "decide-appeal"),
    ("escalate", "withdraw"),
    ("acknowledge", "hear", "decide", "close", "close"),
    ("acknowledge", "state", "hear", "mediate", "escalate", "fail", "decide", "close"),
]
DUTIES = [
    ["channel-desk"],
    ["ombudsperson"],
    ["channel-desk", "ombudsperson"],
    ["direct-sales", "channel-desk"],
    None,
]


def staffed(draw):
    """Return a network of those who may settle a case, some of them partial."""
    boss = Person(id="b", roles=draw.one_of([["direct-sales"], ["channel-desk"]]))
    staff = [
        Person(
            id=name,
            roles=draw.one_of(DUTIES),
            manager=draw.one_of([None, None, "b"]),
            employer=draw.one_of([None, None, "p"]),
        )
        for name in "uvw"
    ]
    direct = [DirectEngagement(id="E", person="w", account="A", since=NOONS[0])] if draw.is_so(0.3) else []
    return Network.of(boss, *staff, *direct)


def procedures(draw):
    """Return how cases are settled: the usual way, in a hurry, or with a desk that hears appeals."""
    hurried = {"deadlines": {"opened": timedelta(hours=8), "heard": timedelta(hours=1)}}
    return cases.Procedure(calendar=OFFICE, **draw.one_of([{}, hurried, {"appeal": ["channel-desk"]}]))


def stepped(draw, case, event, hour, who, **more):
    """Return a case after the next step, or why that one cannot be taken."""
    return tried(
        case.with_step,
        event,
        at=NOONS[0] + timedelta(hours=hour),
        by=who,
        party=draw.one_of(["p", "q", "p", "q", None]),
        reason=draw.one_of(["why", "why", "no", None]),
        **more,
    )


def where_it_stands(case, procedure):
    """Return what a case waits for, since when, and who hears of it around the hour it is due."""
    due, second = procedure.due(case), timedelta(seconds=1)
    moments = [] if due is None else [due - second, due, due + second]
    late = [cases.escalations([case], procedure, as_of=each) for each in moments]
    return [due, case.since, case.unheard, case.level, case.outcome, late]


def settled(draw):
    """Take a case through its steps, by whoever tries."""
    network, procedure = staffed(draw), procedures(draw)
    case = cases.Case(
        id="K",
        kind=draw.one_of(get_args(cases.CaseKind)),
        subject="x",
        parties=draw.one_of([["p", "q"], ["p"]]),
        against_vendor=draw.is_so(),
        opened_at=NOONS[0],
        opened_by="u",
    )
    answers, hour = [], 0
    for event in draw.one_of(COURSES):
        hour += draw.one_of([0, 1, 8, *([-1] if draw.is_so(0.05) else [])])
        more = (
            {"procedure": procedure, "network": network}
            if draw.is_so(0.95)
            else draw.one_of([{}, {"procedure": procedure}])
        )
        who = draw.one_of([*"uvwuvwuvw", "b", "p", "z"])
        after = stepped(draw, case, event, hour, who, **more)
        barred = [
            cases.barred(case, each, who, procedure, network) for each in ("hear", "decide-appeal", "state")
        ]
        answers.append([after if isinstance(after, PartnerkitError) else after.status, barred])
        case = case if isinstance(after, PartnerkitError) else after
        answers.append(where_it_stands(case, procedure))
    return [*answers, case]


def closed_before(draw, name):
    """Return a case of old, as far as it came, or why it cannot have been."""
    told = {
        "id": name,
        "kind": draw.one_of(["payment", "payment", "delivery"]),
        "subject": draw.one_of("xxy"),
        "parties": ["p"],
        "against_vendor": draw.is_so(0.2),
        "opened_at": NOONS[draw.whole(0, 2)],
        "opened_by": "u",
    }
    steps = [
        cases.Step(
            event=event,
            at=NOONS[draw.one_of([2, 2, 3])],
            by="u",
            party="p",
            reason=draw.one_of(["yes", "no"]),
        )
        for event in ("acknowledge", "state", "hear", "decide", "close")
    ]
    return tried(cases.Case, **told, steps=steps[: draw.one_of([0, 3, 4, 4, 5])])


def decided_before(draw):
    """Find cases of old that a new one can be measured by."""
    made = [closed_before(draw, f"K-{number}") for number in range(5)]
    known = [each for each in made if isinstance(each, cases.Case)]
    deadlines = [
        {"x": timedelta(1)},
        {"heard": timedelta(0)},
        {"heard": 1},
        {"heard": timedelta(microseconds=1)},
        {},
    ]
    odd = tried(cases.Procedure, calendar=OFFICE, deadlines=draw.one_of(deadlines))
    asked_for = cases.Case(
        id=draw.one_of(["K-0", "N"]),
        kind="payment",
        subject="x",
        parties=["p"],
        against_vendor=draw.is_so(0.2),
        opened_at=NOONS[draw.one_of([2, 3])],
        opened_by="u",
    )
    later = NOONS[6] + timedelta(days=draw.one_of([0, 3, 9]))
    return [
        cases.precedents(asked_for, known),
        cases.escalations(known, cases.Procedure(calendar=OFFICE), as_of=later),
        odd if isinstance(odd, PartnerkitError) else None,
    ]


def test_cases(answers_as_before):
    """How a conflict is settled, by whom, and until when."""
    answers_as_before(settled, cases=90)
    answers_as_before(decided_before, cases=60)


def conditions(draw, count):
    """Return conditions, most of them ones that can be, and often on one field."""
    about = draw.one_of(FIELDS)
    return [condition(draw, *(about if draw.is_so(0.7) else draw.one_of(FIELDS))) for _ in range(count)]


def condition(draw, name, values):
    """Return what one field shall be."""
    usual = [
        each
        for each in OPERATORS
        if name in ("value", "extensions", "submitted_at") or not each.startswith("at-")
    ]
    operator = draw.one_of(usual if draw.is_so(0.95) else OPERATORS)
    value = (
        None
        if operator in ("known", "unknown")
        else draw.some(values, 0.6)
        if operator in ("one-of", "none-of")
        else draw.one_of(values)
    )
    return Condition(
        name=name, operator=operator, value=draw.one_of([1, "p", None, 0.5]) if draw.is_so(0.03) else value
    )


def declared(draw, number=0):
    """Return a rule in plain data, or why it is none."""
    where = conditions(draw, draw.one_of([0, 0, 0, 1, 1, 2]) if not number else draw.one_of([1, 2, 3, 3]))
    more = {
        "compare": draw.one_of([None, None, "value", "extensions", "discount"]),
        "tolerance": draw.one_of([Decimal(0), Decimal("0.4"), Decimal("0.39")]),
    }
    if draw.is_so(0.3):
        more |= {"since": "submitted_at", "days": draw.one_of([1, 2, 3])}
    if draw.is_so(0.15):
        more |= draw.one_of(
            [
                {"words": [1]},
                {"words": [1]},
                {"where": [1]},
                {"same": []},
                {"party": "X"},
                {"compare": "X"},
                {"since": "X", "days": 1},
                {"since": "submitted_at"},
                {"since": "partner", "days": 1},
                {"compare": "partner"},
                {"party": "value"},
                {"same": ["value"]},
                {"facts": "x"},
                {"code": "X"},
                {"least": 0},
                {"words": [Saying(language="en", title="{x}", finding="{count}")]},
            ]
        )
    return tried(
        DeclaredRule,
        **{"code": f"r-{number}", "severity": draw.one_of(["low", "high"]), "facts": "DealRegistration", "same": draw.one_of([["account"], ["account", "product"], ["product"], ["chosen_in_writing"], ["partner"]]), "where": where, "least": draw.one_of([1, 1, 2, 2, 3]), "least_facts": draw.one_of([1, 1, 2, 3]), "words": [Saying(language="de", title="t", finding="{partners} {group} {count}")], **more},
    )  # fmt: skip


def found_by_declared(draw):
    """Ask a declared rule what it finds."""
    facts = []
    for number in range(5):
        step = NOONS[draw.whole(0, 3)] + timedelta(seconds=draw.one_of([0, 0, 1]))
        deal = DealRegistration(
            id=f"D-{number}",
            partner=draw.one_of("pq"),
            account=draw.one_of("AAB"),
            product=draw.one_of([None, "fw", "sw"]),
            chosen_in_writing=draw.is_so(),
            value=draw.one_of([None, Money.of("5", "EUR"), Money.of("7", "EUR"), Money.of("5", "USD")]),
            discount=draw.one_of([None, Decimal("0.1"), Decimal("0.14")]),
        )
        facts.append(
            draw.one_of([deal, deal.with_step("submit", at=step), deal.with_step("submit", at=step)])
        )
    rule = declared(draw)
    return [rule, rule if isinstance(rule, PartnerkitError) else asked(draw, compiled(rule), facts)]


def checked(draw):
    """Check rules together: two of one code, two that say the same."""
    made = [declared(draw, number=draw.one_of([number] * 7 + [1])) for number in range(1, 6)]
    known = [each for each in made if isinstance(each, DeclaredRule)]
    alike = [draw.one_of(known)] if known else []
    twin = [
        DeclaredRule(
            code="twin",
            severity=draw.one_of(["low", "high"]),
            facts=each.facts,
            same=each.same,
            where=draw.mixed(each.where),
            least=each.least,
            least_facts=each.least_facts,
            compare=each.compare,
            tolerance=each.tolerance,
            since=each.since,
            days=each.days,
        )
        for each in alike
    ]
    return [made, tried(check_rules, [*known, *twin]), fields_of(draw.one_of(SUBJECTS))]


def plain_ones(draw):
    """Return each value of the room as it is without being told more."""
    rule = DeclaredRule(code="r", severity="low", facts="Lead", party="named_partner", same=["territory"])
    case = cases.Case(id="K", kind="payment", subject="x", parties=["p"], opened_at=NOONS[0], opened_by="u")
    office = WorkingCalendar(zone="UTC", week={day: ((time(9), time(17)),) for day in range(7)})
    conflict = Conflict.of(compiled(rule), Draft(group=["g"], reason=Reason("r"), own={"p": [], "q": []}))
    return [
        rule,
        Condition(name="status", operator="known"),
        case,
        cases.Case.of(conflict, id="K", at=NOONS[0], by="u"),
        cases.Step(event="state", at=NOONS[0], by="u"),
        cases.Procedure(calendar=office),
        price_policy.PricePolicy(),
        uniform_pricing.RULE.code,
        accounts.SHOW,
        accounts.MERGE,
        likeness.ANYBODYS,
        naming._FORMS,
        naming._JOINING,
        naming._IN_FRONT,
        naming._LETTERS,
        naming._DIGRAPHS,
    ]


def test_declared_rules(answers_as_before):
    """Rules of a host in plain data: what they find, and what is wrong with them."""
    answers_as_before(found_by_declared, cases=165)
    answers_as_before(checked, cases=90)
    answers_as_before(plain_ones, cases=1)
