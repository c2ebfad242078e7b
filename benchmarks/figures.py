"""
What was reached, beside what must be?

Every benchmark tells its figures here: ratios of two things measured in one run,
each with the target it was built for, and curves of how time grows with size.
They are printed; where PARTNERKIT_FIGURES names a file, each is added to it as a
line of JSON, of which `page.py` makes the page on performance.
"""

import json
import os
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path


def tell(
    what: str, reached: float, unit: str = "times", *, most: float | None = None, least: float | None = None
) -> bool:
    """Tell a figure, whole and beside its target; return whether the target is met."""
    is_met = (most is None or reached <= most) and (least is None or reached >= least)
    bound = "" if most is least is None else f"at most {most:g}" if least is None else f"at least {least:g}"
    print(
        f"{what:<76} {reached:>9.4g} {unit:<7} {bound:<14} {'' if is_met else 'MISSED'}".rstrip(), flush=True
    )
    _keep({"what": what, "reached": float(reached), "unit": unit, "most": most, "least": least})
    return is_met


def grow(what: str, seconds: Mapping[int, float], *, most: float | None = None) -> bool:
    """Tell how *seconds* grow with the size, as a curve; *most* times as long where it is ten times as large."""
    sizes = sorted(seconds)
    _keep({"what": what, "curve": {str(size): float(seconds[size]) for size in sizes}})
    met = [
        tell(f"{what}: {large:,} beside {small:,}", seconds[large] / seconds[small], most=most)
        for small, large in pairwise(sizes)
    ]
    return all(met)


def _keep(figure: Mapping[str, object]) -> None:
    path = os.environ.get("PARTNERKIT_FIGURES")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"script": Path(sys.argv[0]).stem, **figure}) + "\n")
