"""Sphinx: Markdown pages, the furo theme, warnings are errors (see noxfile.py)."""

import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import partnerkit
from partnerkit.conflicts import rules
from partnerkit.values.machine import Machine

sys.path.insert(0, str(Path(__file__).parent))
from statecharts import draw  # beside this file

DRAWN = Path(__file__).parent / "reference" / "drawn"

project = "partnerkit"
author = "The partnerkit developers"
copyright = "2026, the partnerkit developers"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "conf.py", "statecharts.py"]

# A notebook is a plain script with `# %%` cells: read in a diff, opened in Jupyter or an editor, executed by the build.
nb_custom_formats = {".py": ["jupytext.reads", {"fmt": "py:percent"}]}
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True

html_theme = "furo"
html_title = "partnerkit"

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True}
napoleon_google_docstring = False
napoleon_use_rtype = False

# Types of the standard library and of other projects are not linked: the build needs no network.
nitpick_ignore_regex = [("py:.*", r".*")]


def procedures() -> str:
    """Draw every procedure of the core from its table."""
    lines = [
        "# Procedures",
        "",
        "The life of a deal, a lead, a partner, a case: each is a table in the source, and this page is made of it. Who may",
        "take a step stands in brackets; an asterisk asks for a reason. `.mermaid()` of a procedure is the same for your",
        "own pages.",
        "",
    ]
    DRAWN.mkdir(exist_ok=True)
    for home in sorted(module.name for module in walk_packages(partnerkit.__path__, "partnerkit.")):
        module = import_module(home) if home.split(".")[1] not in ("testing", "storage", "desk") else None
        for name, machine in vars(module).items() if module else ():
            if isinstance(machine, Machine) and name.isupper() and name in module.__all__:
                (DRAWN / f"{machine.name}.svg").write_text(draw(machine), encoding="utf-8")
                ends = ", ".join(state for state in machine.states if machine.ended(state))
                lines += [
                    f"## {machine.name}",
                    "",
                    f"`{home}.{name}` begins as *{machine.start}* and ends as *{ends}*.",
                    "",
                    f"![From each state of {machine.name} its steps; the table says the same](drawn/{machine.name}.svg)",
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


def conflict_rules() -> str:
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
        lines += [f"`{rule.code}`, severity *{rule.severity}*", ""]
        lines += ["| code | English | German | Swedish |", "| --- | --- | --- | --- |"]
        for code in words:
            said = [rule.words[language][code] for language in ("en", "de", "sv")]
            cells = [text if isinstance(text, str) else text["other"] for text in said]
            lines.append(f"| {code} | {' | '.join(cell.replace('|', '/') for cell in cells)} |")
        lines.append("")
    return "\n".join(lines)


(Path(__file__).parent / "reference" / "conflict-rules.md").write_text(conflict_rules(), encoding="utf-8")
(Path(__file__).parent / "reference" / "procedures.md").write_text(procedures(), encoding="utf-8")


def close_sections(_app, _what, _name, _object, _options, lines):  # noqa: ANN001, ANN201
    """Set an example apart from the section before it: to napoleon, two empty lines end one."""
    for place in range(len(lines) - 1, 0, -1):
        if lines[place].startswith(">>>") and not lines[place - 1].strip():
            lines.insert(place, "")


def setup(app):  # noqa: ANN001, ANN201
    """Come before napoleon."""
    app.connect("autodoc-process-docstring", close_sections, priority=400)
