"""
How is the reference made? From the rooms.

A page for each room: what it offers by name, beneath the question that each of
its files answers. A new name is in the reference as soon as the room lists it.
"""

from importlib import import_module
from inspect import getdoc
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType, ModuleType

from statecharts import draw  # beside this file

import partnerkit
from partnerkit.conflicts import rules
from partnerkit.leads import policies
from partnerkit.scoring import kpis
from partnerkit.values.machine import Machine

HERE = Path(__file__).parent / "reference"

#: The rooms, from the ground floor up, and what stands above their page.
ROOMS = {
    "values": "Values",
    "facts": "Facts",
    "lifecycle": "Life cycle",
    "goals": "Goals",
    "leads": "Leads",
    "conflicts": "Conflicts",
    "scoring": "Scoring",
    "engagement": "Engagement",
    "access": "Access",
    "review": "Review",
    "interop": "Import, export, words",
    "interop.plots": "Charts",
    "interop.pages": "Pages of HTML",
    "storage": "Stores",
    "desk": "Desk",
    "testing": "Testing",
}

#: Where a name is taken from its own file, as the how-to pages do: these files are told of in whole.
WHOLE = {
    "values": "errors store_errors reasons time hours fiscal machine lazy limits rows frames apportion interval hidden",
    "leads": "policy answering room fit candidate",
    "conflicts": "accounts cases comparable conflict cooperation deals effective_price own_world precedence",
    "scoring": "measuring",
    "interop": "privacy retention serialisation exporting",
    "interop.pages": "page",
    "storage": "port",
    "testing": "strategies happenings conformance inputs concurrency crashes faults capabilities laws rule_laws",
}

LANGUAGES = ("en", "de", "sv")


def write() -> None:
    """Write every page that is made from the source."""
    for room, title in ROOMS.items():
        _keep(f"{room.replace('.', '-')}.md", _room(room, title))
    _keep("procedures.md", _procedures())
    _keep("conflict-rules.md", _conflict_rules())
    _keep("kpis.md", _kpis())
    _keep("policies.md", _policies())
    _keep("../changelog.md", _changelog())


def _keep(name: str, text: str) -> None:
    """Write a page only if it has changed, so that the next build need not read it again."""
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _files(home: ModuleType) -> list[ModuleType]:
    """Return the files of a room, in the order in which it tells of them, without those of its doors."""
    names = [
        each.name
        for each in walk_packages(home.__path__, home.__name__ + ".")
        if each.name.count(".") == home.__name__.count(".") + 1
    ]
    told = getdoc(home) or ""

    def place(name: str) -> tuple[int, str]:
        found = told.find(f"`{name.rpartition('.')[2]}`")
        return (found if found >= 0 else len(told), name)

    return [import_module(name) for name in sorted(names, key=place)]


def _room(room: str, title: str) -> str:
    home = import_module(f"partnerkit.{room}")
    if room == "desk":
        return "\n".join([f"# {title}", "", *_desk(home)])
    whole, public = WHOLE.get(room, "").split(), set(home.__all__)
    lines = [f"# {title}", "", f"What `partnerkit.{room}` offers."]
    sections: list[str] = []
    for file in _files(home):
        if hasattr(file, "__path__"):
            continue
        own = [name for name in file.__all__ if _is_own(file, name)]
        is_whole = file.__name__.rpartition(".")[2] in whole
        names = own if is_whole else [name for name in own if name in public]
        if not names:
            continue
        question = (getdoc(file) or "").partition("\n\n")[0].replace("\n", " ")
        source = file.__name__ if is_whole and not public.issuperset(names) else home.__name__
        sections += [
            f"## {question}",
            "",
            f"From `{source}`: " + ", ".join(f"`{name}`" for name in names) + ".",
            "",
            "```{eval-rst}",
            f".. automodule:: {file.__name__}",
            f"   :members: {', '.join(names)}",
            "```",
            "",
        ]
    return "\n".join([*lines, "", *sections])


def _is_own(file: ModuleType, name: str) -> bool:
    """Return whether *name* is made in *file*; values that are neither classes nor functions are where they are listed."""
    found = vars(file)[name]
    return not isinstance(found, type | FunctionType) or found.__module__ == file.__name__


def _desk(home: ModuleType) -> list[str]:
    """Tell of the desk in one section for each of its values, verbs of its mixins included."""
    lines: list[str] = []
    for name in home.__all__:
        lines += [f"## `{name}`", "", "```{eval-rst}", f".. autoclass:: {home.__name__}.{name}"]
        lines += ["   :members:", "   :inherited-members:", "```", ""]
    return lines


def _changelog() -> str:
    """Return what was released, and above it what waits in fragments for the next release."""
    root = HERE.parents[1]
    _, _, released = (root / "CHANGELOG.md").read_text(encoding="utf-8").partition("<!-- towncrier")
    lines = ["# Changelog", "", "What changed for users, newest first.", "", "## Unreleased", ""]
    for kind, title in {
        "feature": "New",
        "removal": "Gone or renamed",
        "bugfix": "Mended",
        "misc": "Better",
    }.items():
        found = sorted((root / "changelog.d").glob(f"*.{kind}.md"))
        lines += (
            [f"### {title}", "", *("- " + each.read_text(encoding="utf-8").strip() for each in found), ""]
            if found
            else []
        )
    return "\n".join(lines) + released.partition("-->")[2]


def _procedures() -> str:
    """Draw every procedure of the core from its table."""
    lines = [
        "# Procedures",
        "",
        "The life of a deal, a lead, a partner, a case: each is a table in the source, and this page is made of it. Who may",
        "take a step stands in brackets; an asterisk asks for a reason. `.mermaid()` of a procedure is the same for your",
        "own pages.",
        "",
    ]
    drawn = HERE / "drawn"
    drawn.mkdir(exist_ok=True, parents=True)
    for home in sorted(module.name for module in walk_packages(partnerkit.__path__, "partnerkit.")):
        module = import_module(home) if home.split(".")[1] not in ("testing", "storage", "desk") else None
        for name, machine in vars(module).items() if module else ():
            if isinstance(machine, Machine) and name.isupper() and name in module.__all__:
                (drawn / f"{machine.name}.svg").write_text(draw(machine), encoding="utf-8")
                ends = ", ".join(state for state in machine.states if machine.ended(state))
                lines += [
                    f"## {machine.name}",
                    "",
                    f"`{home}.{name}` begins as *{machine.start}* and ends as *{ends}*.",
                    "",
                    ":::{container} procedure",
                    f"![From each state of {machine.name} its steps; the table says the same](drawn/{machine.name}.svg)",
                    ":::",
                    "",
                    "| from | step | by | reason | to |",
                    "| --- | --- | --- | --- | --- |",
                ]
                lines += [
                    f"| {each.source} | {each.event} | {', '.join(each.by)} | {'yes' if each.reason_required else ''} "
                    f"| {each.target} |"
                    for each in machine.transitions
                ]
                lines.append("")
    return "\n".join(lines)


def _words(words: object, codes: object) -> list[str]:
    """Return the table of what is said for *codes* in our languages."""
    lines = ["| code | English | German | Swedish |", "| --- | --- | --- | --- |"]
    for code in codes:
        said = [words[language][code] for language in LANGUAGES]
        cells = [text if isinstance(text, str) else text["other"] for text in said]
        lines.append(f"| {code} | {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return [*lines, ""]


def _conflict_rules() -> str:
    """List every rule behind the door, with its words: what it finds and what it proposes."""
    lines = [
        "# Conflict rules",
        "",
        "Every rule behind the door `partnerkit.conflicts.rules`, from its own file: adding one adds it here.",
        "",
    ]
    for rule in rules.builtin():
        home = import_module(rule.find.__module__)
        words = rule.words["en"]
        lines += [f"## {words[rule.code]}", "", (home.__doc__ or "").strip(), ""]
        lines += [f"`{rule.code}`, severity *{rule.severity}*", "", *_words(rule.words, words)]
    return "\n".join(lines)


def _kpis() -> str:
    """List every KPI behind the door: what it measures, of which figures, and which way is better."""
    lines = [
        "# KPIs",
        "",
        "Every KPI behind the door `partnerkit.scoring.kpis`, family by family, from its own file: adding one adds it here.",
        "`measure_partners` measures them on a network; each is a column of the scorecard.",
        "",
    ]
    for file in _files(kpis):
        told = (getdoc(file) or "").partition("\n\n")
        lines += [
            f"## {told[0]}",
            "",
            told[2],
            "",
            "| KPI | unit | better | weight | needs |",
            "| --- | --- | --- | --- | --- |",
        ]
        for each in file.KPIS:
            better = (
                f"between {each.kpi.target[0]} and {each.kpi.target[1]}"
                if each.kpi.target
                else each.kpi.better
            )
            needs = ", ".join(f"`{need}`" for need in each.needs)
            lines.append(
                f"| `{each.name}` | {each.kpi.unit or ''} | {better} | {each.kpi.weight} | {needs} |"
            )
        lines += ["", *_words(file.WORDS, file.WORDS["en"])]
    return "\n".join(lines)


def _policies() -> str:
    """List every policy behind the door, with what it promises."""
    lines = [
        "# Policies",
        "",
        "Every policy behind the door `partnerkit.leads.policies`, from its own file: adding one adds it here.",
        "[Write your own](../how-to/allocation-own-policy.md).",
        "",
    ]
    for name, kind in policies.builtin().items():
        home = import_module(kind.__module__)
        told = (getdoc(home) or "").partition("\n\n")
        lines += [
            f"## {kind.__name__}",
            "",
            f"*{told[0]}* By name: `{name}`.",
            "",
            "```{eval-rst}",
            told[2],
            "",
            f".. autoclass:: {kind.__module__}.{kind.__name__}",
            "   :members:",
            "```",
            "",
        ]
        lines += _words(home.WORDS, home.WORDS["en"])
    return "\n".join(lines)
