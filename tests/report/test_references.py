import json
import re

import pytest

from newslab.report.page import build_page
from newslab.report.references import reference_line, references, to_bibtex, to_csl_json, to_ris
from newslab.report.shelf import Shelf
from tests.report.story import STORY, make_corpus

ODD = {
    "key": "a1", "title": r"50 % of $5 & #1_b ~ ^ {open \cmd} “é”", "source": "Coast & Co", "authors": ["Ana and Sons", "O’Neil, Jo"],
    "day": "2026-02-03", "said_day": "3 February 2026", "url": "https://coast.example/a_b?c=1%20{d}#e", "language": "en",
}  # fmt: skip
UNESCAPED = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^", r"\$": "$", r"\&": "&", r"\#": "#", r"\%": "%", r"\_": "_",
}  # fmt: skip


def parse_bibtex(text):
    """Read entries as BibTeX does: fields in braces that balance, whatever stands before a brace."""
    entries, at = [], 0
    while (start := text.find("@article{", at)) >= 0:
        key_end = text.index(",", start)
        entry, at = {"key": text[start + 9 : key_end]}, key_end + 1
        while match := re.compile(r"\s*(\w+) = \{").match(text, at):
            depth, place = 1, match.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(text[place], 0)
                place += 1
            entry[match[1]] = text[match.end() : place - 1]
            at = place + (text[place] == ",")
        entries.append(entry)
    return entries


def plain(value):
    for escaped, char in UNESCAPED.items():
        value = value.replace(escaped, char)
    return value


def parse_ris(text):
    entries = []
    for line in text.split("\r\n"):
        if line.startswith("TY  - "):
            entries.append({})
        if line:
            assert re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line), line
            entries[-1].setdefault(line[:2], []).append(line[6:])
    return entries


def test_bibtex_reads_back():
    (entry,) = parse_bibtex(to_bibtex([ODD]))
    assert plain(entry["title"][1:-1]) == ODD["title"]
    assert plain(entry["author"]) == "{Ana and Sons} and O’Neil, Jo"
    assert plain(entry["journal"][1:-1]) == ODD["source"]
    assert (entry["date"], entry["year"], entry["month"], entry["day"]) == ("2026-02-03", "2026", "2", "3")
    assert entry["url"] == "https://coast.example/a_b?c=1%20%7Bd%7D#e"


def test_ris_and_csl_read_back():
    (entry,) = parse_ris(to_ris([ODD]))
    assert entry["TI"] == [ODD["title"]]
    assert entry["AU"] == ODD["authors"]
    assert entry["DA"] == ["2026/02/03"]
    assert entry["ER"] == [""]
    (item,) = json.loads(to_csl_json([ODD]))
    assert item["title"] == ODD["title"]
    assert item["author"] == [{"literal": "Ana and Sons"}, {"family": "O’Neil", "given": "Jo"}]
    assert item["issued"]["date-parts"] == [[2026, 2, 3]]


def test_the_page_exports_every_article_of_its_story():
    page = build_page(make_corpus(), STORY)
    assert {entry["key"] for entry in parse_bibtex(page.to_bibtex())} == {"a1", "a2", "a3", "a4", "a5", "a6"}
    assert len(parse_ris(page.to_ris())) == len(json.loads(page.to_csl_json())) == 6
    assert "journal = {{The Vikholm Post}}" in page.to_html()


@pytest.mark.parametrize("text", ["A\nB", "A\r\nER  - \r\nTY  - B", "A\x00}\u2028@article{x,"])
def test_no_text_of_an_article_ends_its_reference(text):
    corpus = make_corpus()
    corpus = make_corpus(title=text, authors=[text], source=text)
    rows = references(Shelf.of(corpus), ["a1", "a2"])
    assert len(parse_ris(to_ris(rows))) == 2
    assert [entry["key"] for entry in parse_bibtex(to_bibtex(rows))] == ["a1", "a2"]
    assert all("\n" not in reference_line(row) for row in rows)


def test_ids_that_are_addresses_become_keys_that_stay_apart():
    texts = {
        "https://x.example/a b": ("S", "2026-02-03", "T", "One is here."),
        "https://x.example/a,b": ("S", "2026-02-03", "T", "Two is here."),
    }
    from newslab.tables import CONTRACTS, build

    rows = [
        {"article_id": key, "source": one, "published": day, "title": title, "text": text}
        for key, (one, day, title, text) in texts.items()
    ]
    from newslab.corpus import Corpus

    found = references(Shelf.of(Corpus(articles=build(rows, CONTRACTS["articles"]))), list(texts))
    keys = [row["key"] for row in found]
    assert len(set(keys)) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9:.+/-]+", key) for key in keys)
