"""A register of outlets joins to articles by address, else by name."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import newslab as nl
from newslab.errors import ReadError, TableError
from newslab.read.outlets import link_outlets, read_outlets

OUTLETS = [
    {
        "organization": "Valley Times",
        "domains": ["valley.example", "www.valley.test"],
        "country": "Utopia",
        "owner": "A trust",
    },
    {"organization": "Hill Post", "domains": [], "country": "Erewhon", "owner": ""},
]


def test_json_and_csv_give_one_row_per_domain(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(OUTLETS))
    (tmp_path / "a.csv").write_text(
        "name,domain,country,owner\nValley Times,valley.example;valley.test,Utopia,A trust\nHill Post,,Erewhon,\n"
    )
    one, other = read_outlets(tmp_path / "a.json"), read_outlets(tmp_path / "a.csv")
    assert one["domain"].fillna("").tolist() == ["valley.example", "valley.test", ""]
    pd.testing.assert_frame_equal(one, other)


def test_link(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(OUTLETS))
    articles = pd.DataFrame(
        {"url": ["https://news.valley.example/a", None, None], "source": ["?", "HILL post", "Nobody"]}
    )
    linked = link_outlets(articles, read_outlets(tmp_path / "a.json"))
    assert linked["country"].fillna("").tolist() == ["Utopia", "Erewhon", ""]
    assert linked["owner"].fillna("").tolist() == ["A trust", "", ""]
    assert list(articles.columns) == ["url", "source"], "the input was changed"


def test_a_users_own_table_joins_by_name_with_all_its_columns() -> None:
    own = pd.DataFrame({"source": ["Hill Post", "Vale"], "reach": [3, 9], "lean": ["left", "right"]})
    linked = link_outlets(pd.DataFrame({"source": ["hill post", "Nobody", "Vale"]}), own)
    assert linked["lean"].fillna("").tolist() == ["left", "", "right"]
    assert linked["reach"].tolist() == [3, None, 9]
    with pytest.raises(TableError, match="expected source or domain"):
        link_outlets(linked, pd.DataFrame({"reach": [1]}))


def test_type_and_group_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,domain,type,group\nHill Post,hill.example,daily,Hill Media\n")
    assert read_outlets(tmp_path / "a.csv")[["type", "group"]].values.tolist() == [["daily", "Hill Media"]]


def test_no_register(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ReadError, match="no outlets"):
        read_outlets(tmp_path / "a.csv")


def test_the_register_that_is_carried_is_one_table_with_its_sources():
    register = nl.read_outlets()
    assert register["source"].nunique() > 180 and register[["source", "domain", "country", "type", "see"]].notna().all(
        axis=None
    )
    assert register["see"].str.startswith("https://").all()
    assert not register.duplicated(["source", "domain"]).any()
    assert register.groupby("domain")["country"].nunique().max() == 1
    hosts = pd.DataFrame({"source": ["x", "BBC"], "url": ["https://edition.cnn.com/a", ""]})
    assert nl.link_outlets(hosts, register)["country"].tolist() == ["United States", "United Kingdom"]


def test_a_day_of_a_crawl_is_told(caplog):
    rows = [
        {
            "title": f"A {n}",
            "text": f"It opened {n}.",
            "date": f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}" if n < 60 else "2024-06-06",
        }
        for n in range(120)
    ]
    with caplog.at_level("WARNING"):
        nl.read_articles(rows)
        assert "60 of 120 articles are of one day, 2024-06-06" in caplog.text or "61 of 120" in caplog.text
        caplog.clear()
        nl.read_articles(rows[:60])
        assert "of one day" not in caplog.text
