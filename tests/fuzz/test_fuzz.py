"""Whatever is sent, every reader gives a value or refuses with an error of ours: the short form of `run.py`."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("jsonschema")
pytest.importorskip("typer")
sys.path.insert(0, str(Path(__file__).parent))

from hypothesis import given, settings
from targets import TARGETS, tried


@pytest.mark.parametrize("each", TARGETS, ids=lambda each: each.name)
def test_a_reader_reads_or_refuses(each):
    @settings(max_examples=max(10, settings().max_examples // 2))
    @given(each.inputs)
    def reads_or_refuses(example):
        tried(each, example)

    reads_or_refuses()
