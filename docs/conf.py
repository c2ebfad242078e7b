"""Sphinx: Markdown pages, the furo theme, warnings are errors (see noxfile.py)."""

project = "partnerkit"
author = "The partnerkit developers"
copyright = "2026, the partnerkit developers"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "partnerkit"

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "show-inheritance": False}
napoleon_google_docstring = False
napoleon_use_rtype = False

# Types of the standard library and of other projects are not linked: the build needs no network.
nitpick_ignore_regex = [("py:.*", r".*")]
