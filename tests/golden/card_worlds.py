"""Cards and the frames they ask for: what questions about scores draw on."""

from datetime import date, timedelta

from partnerkit.scoring import Kpi, Pairwise, Scorecard

DAY = date(2026, 3, 31)
BOUNDED = ("min_max", "percent_rank", "points")
SCALES = ("peer_z", "robust_z", "min_max", "vector", "percent_rank", "points")
AGGREGATES = ("weighted_sum", "geometric", "topsis", "vikor", "promethee_ii")
AMOUNTS = (0.0, 1.0, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 40.0, 100.0)


def figures(draw, count, choices, gaps=0.15):
    return [None if draw.is_so(gaps) else draw.one_of(choices) for _ in range(count)]


def a_kpi(draw, name, scale, aggregate, *, is_weighed, is_aging):
    """Return a KPI, one of every sort."""
    sort = draw.one_of(("plain", "plain", "target", "rate", "se", "aging", "valid", "unit"))
    told = {"better": draw.one_of(("higher", "lower"))}
    if sort == "target":
        told = {"better": "target", "target": draw.one_of(((2, 5), (3, 3), (0, 1)))}
    if sort == "rate":
        told |= {"count": f"{name}_of", "of": f"{name}_all"}
        told |= {
            "shrink": draw.one_of((None, "none", "beta_binomial")),
            "valid": draw.one_of((None, (0.1, 1))),
        }
    if sort == "se":
        told |= {"se": f"{name}_se", "shrink": draw.one_of(("normal", "normal", None))}
    if sort == "aging" and is_aging:
        told |= {"half_life": draw.one_of(("1d", "48h", "1w")), "measured": f"{name}_on"}
    if sort == "valid":
        told |= {"valid": draw.one_of(((0, 40), (1, 5), (2, 2)))}
    if sort == "unit":
        told |= {"unit": "EUR", "currency": draw.one_of((None, f"{name}_in"))}
    if scale == "points":
        ways = {"higher": ((0, 10), (1, 5)), "lower": ((10, 0), (5, 1)), "target": ((20, 0), (4, 1))}
        told |= {"points": draw.one_of(ways[told["better"]]), "floor": draw.one_of((None, 0, 50, 75, 100))}
    if aggregate == "promethee_ii":
        told |= {"preference": draw.one_of((None, None, (0, 1), (1, 3), (2, 2)))}
    return Kpi(name, weight=draw.one_of((1, 1, 2, 3, 0)) if is_weighed else 1, **told)


def a_card(draw, *, is_aging=True, **given):
    aggregate = given.get("aggregate") or draw.one_of(AGGREGATES)
    scale = given.get("scale") or draw.one_of(BOUNDED if aggregate == "geometric" else SCALES)
    weights = given.get("weights") or draw.one_of(("given", "given", "given", "entropy", "critic", "pairs"))
    names = ("a", "b", "c", "d")[: draw.whole(2 if weights == "pairs" else 1, 4)]
    kpis = [
        a_kpi(draw, name, scale, aggregate, is_weighed=weights == "given", is_aging=is_aging)
        for name in names
    ]
    if weights == "pairs":
        pairs = [(one, other) for place, one in enumerate(names) for other in names[place + 1 :]]
        weights = Pairwise.of({pair: draw.one_of((1, 2, 3, 1 / 3, 9)) for pair in pairs})
    return Scorecard(
        kpis=kpis,
        scale=scale,
        aggregate=aggregate,
        weights=weights,
        winsorize=draw.one_of((None, None, None, 0.1, 0.25)),
        peers=draw.one_of((None, ("tier",), ("tier", "region"), ("region", "tier"))),
        min_peers=draw.one_of((1, 2, 3, 4)),
        missing="refuse" if draw.is_so(0.05) else "renormalize",
        min_coverage=draw.one_of((0, 0.3, 0.5, 0.6, 0.75, 1)),
    )


def columns_of(draw, card, count):
    """Return the figures that a card asks for, with ties, gaps and nothings."""
    found = {"tier": figures(draw, count, ("gold", "silver")), "region": figures(draw, count, (1, 2), gaps=0)}
    is_flat = draw.is_so(0.1)
    for kpi in card.kpis:
        name = kpi.name
        if kpi.count is None:
            choices = draw.one_of((AMOUNTS, AMOUNTS, (*AMOUNTS, -2.0), AMOUNTS[:4], (1e9, 1e9 + 1, 1e9 + 2)))
            found[name] = figures(draw, count, choices[:1] if is_flat else choices)
        else:
            all_of = figures(draw, count, (0, 1, 2, 4, 10, 10, 50), gaps=0.1)
            found[kpi.of] = all_of
            found[kpi.count] = [None if each is None else draw.whole(0, each) for each in all_of]
        if kpi.se is not None:
            found[kpi.se] = figures(draw, count, (0.5, 1.0, 1.0, 2.0, 10.0), gaps=0.2)
        if kpi.measured is not None:
            days = [DAY - timedelta(days=back) for back in range(5)]
            found[kpi.measured] = figures(draw, count, days, gaps=0.1)
        if kpi.currency is not None:
            found[kpi.currency] = ["EUR"] * count
    return found


def a_frame(draw, card, counts=(0, 1, 2, 3, 4, 6, 8, 9, 12)):
    count = draw.one_of(counts)
    keys = draw.mixed([f"P-{number}" for number in range(count)])
    return {"id": keys, **columns_of(draw, card, count)}
