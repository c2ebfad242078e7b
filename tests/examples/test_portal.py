"""The portal stays small, keeps to the doors of partnerkit, and speaks German and Swedish wherever it speaks."""

import re
from pathlib import Path

import pytest

PORTAL = Path(__file__).parents[2] / "examples" / "portal"
CODE = [each for ending in ("py", "html", "js", "css") for each in sorted(PORTAL.rglob(f"*.{ending}"))]


def test_its_code_has_fewer_than_1500_lines():
    # The made-up data of the demo is no code of a portal.
    lines = [line for each in CODE if each.name != "seed.py" for line in each.read_text("utf-8").splitlines()]
    assert 500 < sum(bool(line.strip()) for line in lines) < 1_500


@pytest.mark.parametrize("language", ["de", "sv"])
def test_whatever_it_says_has_words(language):
    babel = pytest.importorskip("babel.messages.pofile")
    said = set()
    for each in CODE:
        text = each.read_text("utf-8")
        said |= set(re.findall(r"""{% translate ["']([^"']*)["'] %}""", text))
        for body in re.findall(
            r"{% blocktranslate[^%]*%}(.*?){% (?:plural|endblocktranslate) %}", text, re.DOTALL
        ):
            said.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", body))
        if each.suffix == ".py":
            said |= set(re.findall(r'\b(?:_|ngettext)\(\s*"([^"]+)"', text))
    with (PORTAL / f"portal/locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        words = {
            each.id[0] if isinstance(each.id, tuple) else each.id: each.string for each in babel.read_po(file)
        }
    assert len(said) > 100
    assert {each for each in said if not words.get(each)} == set()
    assert all(all(each) for each in words.values() if isinstance(each, tuple))
