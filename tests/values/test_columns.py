"""What is asked of the columns that were handed in."""

import pytest

from partnerkit.values.columns import first_few, require
from partnerkit.values.errors import InvalidInput, InvalidValue


def test_each_column_that_is_absent_is_told_once():
    require(("id", "sales", "id"), {"id": [], "sales": []})

    with pytest.raises(InvalidValue, match=r"frame\['sales'\].*add the column"):
        require(("id", "sales", "sales"), {"id": []})
    with pytest.raises(InvalidInput) as caught:
        require(("id", "sales"), (), "name it")
    assert [(each.path, each.remedy) for each in caught.value.faults] == [
        ("frame['id']", "name it"),
        ("frame['sales']", "name it"),
    ]


@pytest.mark.parametrize(
    ("keys", "count", "said"),
    [
        (["A"] * 5, None, "'A', 'A', 'A', 'A', 'A'"),
        (["A"] * 6, None, "'A', 'A', 'A', 'A', 'A' and 1 more"),
        (["A"], 9, "'A' and 4 more"),
        (["long" * 20], 1, "'longlonglonglonglon"),
    ],
)
def test_the_first_few_are_named_and_the_rest_counted(keys, count, said):
    assert first_few(keys, count) == said
