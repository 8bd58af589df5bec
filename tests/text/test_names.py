"""Names: one bearer has one id, two bearers have two."""

from __future__ import annotations

import pandas as pd
import pytest

from newslab.errors import TableError
from newslab.tables import NAMES, empty
from newslab.text.names import find_names, link_names


def table(*rows):
    names = pd.DataFrame(rows, columns=["article_id", "text", "kind"])
    start = names.groupby("article_id").cumcount() * 100
    return names.assign(start=start, end=start + names.text.str.len())


def canonical(*rows):
    return link_names(table(*rows)).canonical.tolist()


def test_names_are_clean_and_cross_no_line():
    text = "Chancellor Angela Merkel flew to Paris's airport\nReuters said so on Monday. The United Nations agreed."
    found = {(name["text"], name["kind"]) for name in find_names(text, taken=[(68, 74)])}
    assert {("Angela Merkel", "person"), ("Paris", "place"), ("United Nations", "org")} <= found
    assert not any("\n" in text or "Monday" in text or text.startswith(("The ", "the ")) for text, _ in found)


def test_offsets_are_those_of_the_text_as_stored():
    text = "Yesterday\u202fAngela\u00a0Merkel met Em\u00admanuel Macron in Berlin."
    found = find_names(text)
    assert [text[name["start"] : name["end"]] for name in found] == [name["text"] for name in found]
    assert "Angela\u00a0Merkel" in [name["text"] for name in found]


def test_a_surname_means_the_full_name_of_its_article():
    rows = [("a", "Cho Tae-yul", "person"), ("a", "Cho", "person"), ("b", "Cho Hyun", "person"), ("b", "Cho", "person")]
    assert canonical(*rows) == ["Cho Tae-yul", "Cho Tae-yul", "Cho Hyun", "Cho Hyun"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Josep Borrell", "Joseph Borrell"),
        ("Jeong Yeon-doo", "Jeong Yeon Doo"),
        ("Kim Jong-un", "Kim Jong Un"),
        ("Joe Biden", "Joseph Biden"),
        ("George W. Bush", "George Bush"),
        ("Volodymyr Zelensky", "Volodymir Zelensky"),
    ],
)
def test_spellings_of_one_person_join(one, other):
    first, second = canonical(("a", one, "person"), ("b", other, "person"))
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"),
    [("Cho Tae-yul", "Cho Hyun"), ("Paul Roe", "Paula Roe"), ("John Roe", "Jane Roe"), ("Ann Roe", "Ann Poe")],
)
def test_two_persons_stay_apart(one, other):
    first, second = canonical(("a", one, "person"), ("b", other, "person"))
    assert first != second


def test_countries_and_acronyms_join():
    rows = [("a", name, "place") for name in ("South Korea", "S. Korea", "Republic of Korea", "ROK")]
    assert set(canonical(*rows)) == {"South Korea"}
    names = pd.DataFrame(
        [("a", 0, 18, "Rural Water Agency", "org"), ("a", 20, 23, "RWA", "org"), ("b", 5, 8, "RWA", "org")],
        columns=["article_id", "start", "end", "text", "kind"],
    )
    assert set(link_names(names).canonical) == {"Rural Water Agency"}


def test_the_order_of_rows_changes_nothing():
    names = table(*[(a, n, "person") for a in "abc" for n in ("Ann Roe", "Roe", "Anne Roe", "Jan Berg", "Berg")])
    linked = link_names(names)
    shuffled = link_names(names.sample(frac=1, random_state=3)).loc[names.index]
    pd.testing.assert_frame_equal(linked, shuffled)


def test_no_name_and_a_broken_table():
    assert len(link_names(empty(NAMES))) == 0
    assert find_names("") == [] and find_names("... --- 123") == []
    with pytest.raises(TableError, match="names"):
        link_names(pd.DataFrame({"text": ["Ann Roe"]}))


def test_the_words_of_a_sentence_are_joined_once_however_many_names_it_has():
    from types import SimpleNamespace

    from newslab.text.parse import parse_text

    class Counted:
        asked = 0

        def __init__(self, doc):
            self.doc = doc

        @property
        def text(self):
            Counted.asked += 1
            return self.doc.text

        def __getattr__(self, name):
            return getattr(self.doc, name)

        def __getitem__(self, at):
            return self.doc[at]

        def __iter__(self):
            return iter(self.doc)

    text = "Ann Berg, Tom Hill, " * 40 + "said."
    parsed = parse_text(text)
    seen = SimpleNamespace(docs=[Counted(doc) for doc in parsed.docs], span=parsed.span)
    assert len(find_names(text, parsed=seen)) > 20
    assert Counted.asked <= 2 * len(parsed.docs)
