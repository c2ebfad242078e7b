"""Sphinx: Markdown pages, the furo theme, warnings are errors (see noxfile.py)."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import roomreference  # beside this file
from attrs import fields_dict
from docutils import nodes
from sphinx import addnodes

project = "partnerkit"
author = "The partnerkit developers"
copyright = "2026, the partnerkit developers"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["attrs_block", "colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "*.py"]

# A notebook is a plain script with `# %%` cells: read in a diff, opened in Jupyter or an editor, executed by the build.
nb_custom_formats = {".py": ["jupytext.reads", {"fmt": "py:percent"}]}
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True

html_theme = "furo"
html_title = "partnerkit"
html_static_path = ["_static"]
html_css_files = ["pages.css"]

add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints = "description"
# `classes=CLASSES` says more than the whole table written out.
autodoc_preserve_defaults = True
autodoc_default_options = {"members": True}
napoleon_google_docstring = False
napoleon_use_rtype = False

# Types of the standard library and of other projects are not linked: the build needs no network.
nitpick_ignore_regex = [("py:.*", r".*")]
# A type may have the name of another room's, such as the two `Precedence`; the signature names the room.
suppress_warnings = ["ref.python"]

roomreference.write()

#: What is said of a value, by its name, while napoleon looks at it.
_sentences: dict[str, list[str]] = {}


def close_sections(_app, what, name, _object, _options, lines):  # noqa: ANN001, ANN201  # Sphinx's own signatures
    """Set an example apart from the section before it: to napoleon, two empty lines end one."""
    if what == "module":
        # The question is the heading already.
        del lines[: lines.index("") if "" in lines else len(lines)]
    if what in {"attribute", "data", "property"} and not any(line.startswith("---") for line in lines):
        _sentences[name] = [*lines]
    for place in range(len(lines) - 1, 0, -1):
        if lines[place].startswith(">>>") and not lines[place - 1].strip():
            lines.insert(place, "")


def put_back(_app, _what, name, _object, _options, lines):  # noqa: ANN001, ANN201  # Sphinx's own signatures
    """Take sentences for sentences: to napoleon, what stands before the first colon of a value is its type."""
    lines[:] = _sentences.pop(name, lines)


def leave_out(_app, _what, _name, found, _options, signature, returned):  # noqa: ANN001, ANN201  # Sphinx's own signatures
    """Write the defaults of models as they are, "..." for one made anew each time; a protocol is not made at all."""
    if not signature:
        return None
    if signature == "(*args, **kwargs)":
        return ("", returned)

    def default(match: re.Match[str]) -> str:
        said = repr(fields_dict(found)[match[1]].default)
        return said if len(said) < 60 else "..."

    return (
        re.sub(r"attr_dict\['(\w+)'\]\.default", default, signature.replace("=NOTHING", "=...")),
        returned,
    )


def in_order(_app, _domain, _kind, content):  # noqa: ANN001, ANN201  # Sphinx's own signatures
    """List parameters as the signature does: Sphinx puts those that need no sentence behind the others."""
    signature = [each for each in content.parent if isinstance(each, addnodes.desc_signature)]
    names = [
        each.astext().lstrip("*").partition("=")[0].partition(":")[0].strip()
        for line in signature
        for each in line.findall(addnodes.desc_parameter)
    ]
    for listed in (each for each in content if isinstance(each, nodes.field_list)):
        told = {each[0].astext().removeprefix("param ").lstrip("*\\"): each for each in listed}
        first = [told[name] for name in names if name in told]
        listed.children = [*first, *(each for each in listed if each not in first)]


def open_to_keys(_app, _page, _template, context, _tree):  # noqa: ANN001, ANN201  # Sphinx's own signatures
    """Let what scrolls be reached by keys, and say of which level the captions are: the theme leaves both out."""
    for name, changes in {
        "body": {
            "<pre>": '<pre tabindex="0">',
            '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
            '<div class="procedure': '<div tabindex="0" class="procedure',
        },
        "furo_navigation_tree": {'role="heading"': 'role="heading" aria-level="2"'},
    }.items():
        for before, after in changes.items():
            if context.get(name):
                context[name] = context[name].replace(before, after)


def setup(app):  # noqa: ANN001, ANN201  # Sphinx's own signatures
    """Come before napoleon and after it, and after the theme."""
    app.connect("autodoc-process-docstring", close_sections, priority=400)
    app.connect("autodoc-process-docstring", put_back, priority=600)
    app.connect("autodoc-process-signature", leave_out)
    app.connect("object-description-transform", in_order, priority=900)
    app.connect("html-page-context", open_to_keys, priority=900)
