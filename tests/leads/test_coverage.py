"""Does a partner serve what the lead asks for?"""

from datetime import UTC, datetime

from partnerkit.facts.tree import Tree
from partnerkit.leads.coverage import LANGUAGE, TERRITORY, lineage
from partnerkit.leads.rule import UNKNOWN, Occasion
from partnerkit.values.reasons import Reason

TREE = Tree.from_parents({"de": None, "de-north": "de", "kiel": "de-north", "se": None})
OCCASION = Occasion(as_of=datetime(2026, 3, 2, 9, tzinfo=UTC), territories=TREE)


def test_whoever_serves_what_lies_above_serves_it():
    assert lineage("kiel", TREE) == ("kiel", "de-north", "de")
    assert lineage("mars", TREE) == ("mars",)


def test_the_table_says_what_the_objections_say():
    wanted, own = ["kiel", "de", "se", "mars"], [("de",), ("de-north", "se"), ("mars",)]
    by_pair = [[TERRITORY.judge(one, other, OCCASION) is None for other in own] for one in wanted]

    assert TERRITORY.tokens.table(wanted, own, OCCASION).tolist() == by_pair
    assert by_pair == [[True, True, False], [True, False, False], [False, True, False], [False, False, True]]


def test_none_is_no_objection_and_unknown_is_one_where_something_is_asked():
    assert LANGUAGE.judge(None, ("de",), OCCASION) is LANGUAGE.judge("de", None, OCCASION) is None
    assert LANGUAGE.judge("de", UNKNOWN, OCCASION) == Reason("field-unknown", {"field": "languages"})
    assert LANGUAGE.judge(None, UNKNOWN, OCCASION) is None
