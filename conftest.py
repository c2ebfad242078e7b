"""Run the Python snippets of README.md and the docs; each page is one story, from top to bottom."""

from importlib.util import find_spec

# Where only the core is installed, the pages are not what is tested.
if find_spec("sybil"):
    from sybil import Sybil
    from sybil.parsers.myst import PythonCodeBlockParser

    pytest_collect_file = Sybil(
        parsers=[PythonCodeBlockParser()], patterns=["README.md", "docs/**/*.md"]
    ).pytest()
