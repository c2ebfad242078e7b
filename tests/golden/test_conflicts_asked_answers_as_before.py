"""Who asks before it is written is told what he was told before."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from attrs import evolve
from conflict_worlds import (
    NOONS,
    assignments,
    deals,
    engagements,
    grants,
    leads,
    partners,
    people,
    told,
    tried,
    with_own,
)

from partnerkit.conflicts import (
    Attempts,
    ConflictRule,
    Conflicts,
    Draft,
    Prevention,
    detect,
    prevent,
    rules,
)
from partnerkit.conflicts.cooperation import Cooperation
from partnerkit.conflicts.own_world import own_world
from partnerkit.conflicts.precedence import Claim, Precedence
from partnerkit.conflicts.rules import (
    dual_distribution_wall,
)  # fmt: skip
from partnerkit.facts import (
    DealRegistration,
    DirectEngagement,
    Lead,
    Network,
)  # fmt: skip
from partnerkit.values import Reason


def asked_before(draw):
    """Ask before writing, day after day, until no attempt is left."""
    facts = [*with_own(draw, *deals(draw, 2), *grants(draw, 2), *partners(draw), *assignments(draw, 1))]
    network, more = Network.of(*facts), [*deals(draw, 1), *grants(draw, draw.whole(0, 1))]
    more = [
        evolve(each, id="D-9") if isinstance(each, DealRegistration) and draw.is_so(0.8) else each
        for each in more
    ]
    attempts, answers = Attempts(limit=draw.one_of([0, 1, 2, 3]), days=draw.one_of([1, 2, 30])), []
    for day in (*NOONS[:4], NOONS[3] + timedelta(seconds=1)):
        party = draw.one_of("pq")
        found_ = prevent(
            network,
            more if draw.is_so() else more[0],
            rules.builtin(),
            as_of=day,
            asked_by=party,
            attempts=attempts,
        )
        attempts = found_.attempts
        answers += [
            found_,
            told(found_.conflicts),
            len(found_),
            [found_.view(each) for each in "pq"],
            [attempts.left(each, as_of=day) for each in "pq"],
            attempts.made,
        ]
    return [
        *answers,
        prevent(network, more, rules.builtin(), as_of=NOONS[2]),
        tried(prevent, network, more, [], as_of=NOONS[2], asked_by="p"),
        own_world(network, "p").all,
    ]


def all_rules(draw):
    """Ask all rules at once, and read what they find as a table and as text."""
    facts = with_own(
        draw,
        *deals(draw, 3),
        *engagements(draw, 1),
        *leads(draw, 2),
        *grants(draw, 2),
        *assignments(draw, 2),
        *partners(draw),
        *people(draw),
    )
    conflicts = detect(Network.of(*facts), draw.mixed(rules.builtin()), as_of=draw.one_of(NOONS))
    twice = [rules.builtin()[0]] * 2
    return [
        conflicts,
        conflicts.to_frame(),
        repr(conflicts),
        conflicts[:2],
        Counter(each.rule for each in conflicts),
        tried(rules.get, "x"),
        tried(detect, Network.of(), draw.one_of([twice, [1]]), as_of=NOONS[0]),
        conflicts == tuple(conflicts),
    ]


def usual_lengths(draw):
    """Ask around the usual lengths of time, a second before and after."""
    moments = [
        NOONS[6] - timedelta(days=days, seconds=second) for days in (0, 14, 30, 60) for second in (-1, 0, 1)
    ]
    made = []
    for number in range(draw.whole(2, 4)):
        begun = draw.one_of(moments)
        deal = DealRegistration(id=f"D-{number}", partner=draw.one_of("pq"), account="A").with_step(
            "submit", at=begun - timedelta(days=90)
        )
        ends = begun + timedelta(days=draw.one_of([0, 14, 28, 60]), seconds=draw.one_of([0, 1]))
        deal = deal.with_step("review", at=begun - timedelta(days=90)).with_step(
            "approve", at=begun - timedelta(days=90), expires_at=ends
        )
        made.append(deal.with_step("expire", at=ends) if draw.is_so(0.3) else deal)
    engaged = [
        DirectEngagement(
            id="E",
            person="u",
            account="A",
            since=NOONS[0] - timedelta(days=200),
            until=draw.one_of(moments),
        )
    ]
    wishes = [Lead(id=f"L-{number}", customer="A", received_at=draw.one_of(moments)) for number in range(3)]
    many = [
        DealRegistration(id=f"M-{number}", partner="r", account="B").with_step("submit", at=NOONS[0])
        for number in range(draw.one_of([0, 25, 26]))
    ]
    network = Network.of(*draw.some([*made, *engaged, *wishes], 0.9), *many)
    return told(detect(network, rules.builtin(), as_of=NOONS[6]))


def plain_ones(draw):
    """Return each value of the room as it is without being told more."""
    made = [
        rules.builtin(), Claim(registration="D", partner="p"), Precedence(), Attempts(),
        Cooperation(id="K", kind="joint-deal", account="A", shares={"p": Decimal("0.5"), "q": Decimal("0.5")}),
        Draft(group=["g"], reason=Reason("r"), own={"p": []}), ConflictRule(code="x", severity="info", find=detect), Conflicts(), Prevention(conflicts=Conflicts()),
        dual_distribution_wall.Showing(person="u", record="D", partner="p", about="future-price"),
    ]  # fmt: skip
    return (
        [str(each) for each in made[:-1]],
        made[-1],
        [(each.code, each.severity, each.words) for each in rules.builtin()],
    )


def test_before_it_is_written(answers_as_before):
    """Who asks is told in one word; all rules together, gravest first."""
    answers_as_before(asked_before, cases=12)
    answers_as_before(all_rules, cases=20)
    answers_as_before(usual_lengths, cases=60)
    answers_as_before(plain_ones, cases=1)
