"""Run the Python snippets of README.md and the docs; each page is one story, and prints what it says that it prints."""

import os
import sys
from contextlib import redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

#: Named in the environment, what is printed now is written into the pages, as it is for answers that are kept.
WRITES = "PARTNERKIT_WRITE_ANSWERS"

# Where only the core is installed, the pages are not what is tested.
if find_spec("sybil"):
    from sybil import Example, Sybil
    from sybil.evaluators.python import PythonEvaluator
    from sybil.parsers.myst import CodeBlockParser

    python = PythonEvaluator()

    def run(example: Example) -> None:
        """Run a snippet, and keep what it printed under a name that no snippet can use."""
        out = StringIO()
        with redirect_stdout(out):
            python(example)
        sys.stdout.write(out.getvalue())
        example.namespace["<printed>"] = example.end, out.getvalue()

    def compare(example: Example) -> None:
        """Hold a text that follows a snippet at once against what that one printed; spaces do not count."""
        end, out = example.namespace.get("<printed>", (0, ""))
        follows = not example.document.text[end : example.start].strip()
        if not follows or out.split() == example.parsed.split():
            return
        if WRITES in os.environ:  # noqa: TID251  # the tests of pages take no arguments
            page, now = Path(example.path), out.rstrip().translate({0xA0: " ", 0x202F: " "})
            text = page.read_text(encoding="utf-8")
            page.write_text(
                text.replace(f"```text\n{example.parsed}```", f"```text\n{now}\n```", 1), encoding="utf-8"
            )
        else:
            raise AssertionError(f"printed was:\n{out}")

    pytest_collect_file = Sybil(
        parsers=[CodeBlockParser("python", run), CodeBlockParser("text", compare)],
        patterns=["README.md", "docs/**/*.md"],
    ).pytest()
