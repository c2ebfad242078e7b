"""Every code that a judgement can give has words in every language, with the facts it gives."""

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import partnerkit
from partnerkit.conflicts import rules
from partnerkit.conflicts.cases import COURSE
from partnerkit.conflicts.conflict import PURPOSES
from partnerkit.conflicts.precedence import CRITERIA
from partnerkit.engagement.contacts import CHANNELS
from partnerkit.facts.agreement import AGREEMENT_COURSE, SIDES
from partnerkit.facts.lead import LEAD_COURSE
from partnerkit.facts.plan import PLAN_COURSE
from partnerkit.facts.standing import INITIATORS, LIFE_CYCLE
from partnerkit.interop.wording import LANGUAGES, catalogue, terms
from partnerkit.leads.account import Window
from partnerkit.leads.stages import CriterionKind
from partnerkit.lifecycle import IMPROVEMENT, ONBOARDING
from partnerkit.review.causes import CAUSES
from partnerkit.review.readings import AREAS, READINGS
from partnerkit.values.reasons import SEVERITIES

SOURCE = Path(partnerkit.__file__).parent
GIVES_A_CODE = re.compile(r"\b(Codes|Reason|EligibilityRule)\(")


def literal_reasons():
    """Yield (code, names of its facts where they are written out) of every `Reason("...", {...})` in the source."""
    for file in sorted(SOURCE.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if GIVES_A_CODE.search(text) else ():
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if named and node.func.id == "Codes":
                said = [each for each in node.keywords if each.arg not in {"facts", "told"}]
                yield from ((each.value.value, None) for each in said)
            if not named or node.func.id not in {"Reason", "EligibilityRule"} or not node.args:
                continue
            # A code that is put together belongs to a rule that a host declares, with words of its own.
            if isinstance(node.args[0], ast.JoinedStr):
                continue
            codes = [
                each.value
                for each in ast.walk(node.args[0])
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
            facts = node.args[1] if len(node.args) > 1 else None
            plain = isinstance(facts, ast.Dict) and all(isinstance(key, ast.Constant) for key in facts.keys)
            names = {key.value for key in facts.keys} if plain else None
            for code in codes:
                yield code, names


#: Where labels stand beside data.
PLACES = ("on-charts", "on-pages", "on-tables")


@cache
def reasons():
    """Return them all, read when they are asked for: the source is large, and every worker loads this file."""
    found = {(code, None if names is None else tuple(sorted(names))) for code, names in literal_reasons()}
    return sorted(found, key=str)


@cache
def codes():
    return sorted({code for code, _ in reasons()})


def texts(template):
    return [template] if isinstance(template, str) else list(template.values())


def places(template):
    return {place for text in texts(template) for _, place, _, _ in Formatter().parse(text) if place}


def test_the_source_is_read():
    assert {"capacity", "lead-given", "no-history", "assignment-held"} <= set(codes())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language):
    assert [code for code in codes() if code not in catalogue(language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_use_only_the_facts_there_are(language):
    known = [each for each in reasons() if each[1] is not None]

    assert len(known) > 100
    assert [code for code, names in known if not places(catalogue(language)[code]) <= set(names)] == []


def test_the_languages_have_the_same_codes_and_use_the_same_facts():
    english = catalogue("en")
    for language in LANGUAGES:
        other = catalogue(language)

        assert set(other) == set(english)
        assert {code for code in english if places(other[code]) - places(english[code])} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_from_a_closed_list_are_said_in_words(language):
    closed = {
        "area": AREAS,
        "reading": READINGS,
        "cause": {each.code for each in CAUSES},
        "criterion": CRITERIA,
        "purpose": PURPOSES,
        "flag": ("direct", "channel", "shared", "unknown"),
        "state": set(COURSE.states) - {"closed"},
        "channel": CHANNELS,
        "lacking": ("outcome", "commitments", "next_step", "purpose", "goal"),
        "weekday": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        "step": {
            *LIFE_CYCLE.events,
            *(each.code for plan in (ONBOARDING, IMPROVEMENT) for each in plan.steps),
        },
        "stands": LIFE_CYCLE.states,
        "initiator": INITIATORS,
        "matter": ("stock", "spare-parts", "warranty", "funds", "trademarks"),
        "event": ("hear", "mediate", "settle", "decide", "decide-appeal"),
        "way": (
            "registration-handled",
            "partner-looked-after",
            "identified-customer-shown",
            "future-price-shown",
        ),
        "hidden": ("field",),
        "truth": ("true", "false"),
        "side": SIDES,
        "by": SIDES,
        "window": get_args(Window),
        "kind": get_args(CriterionKind),
        "status": {*LEAD_COURSE.states, *AGREEMENT_COURSE.states, *PLAN_COURSE.states, *LIFE_CYCLE.states},
        "severity": SEVERITIES,
        "against": SEVERITIES,
    }

    assert {name: set(values) for name, values in terms(language).items() if name not in PLACES} == {
        name: set(values) for name, values in closed.items()
    }


@pytest.mark.parametrize("place", PLACES)
def test_labels_have_the_same_places_in_every_language(place):
    said = [{code: places(text) for code, text in terms(language)[place].items()} for language in LANGUAGES]
    assert all(each == said[0] for each in said)


@pytest.mark.parametrize("place", PLACES)
def test_no_fact_is_called_as_what_stands_beside_data(place):
    assert not place.isidentifier()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_a_sentence(language):
    # The code of a rule is said as its title.
    titles = {rule.code for rule in rules.builtin()}
    for code, template in catalogue(language).items():
        for text in texts(template) if code not in titles else ():
            # What ends in a reason ends with its sentence.
            assert text.endswith((".", "?", ": {because}")), code
            assert text[0].isupper() or text[0] == "{", code
