"""Labels: phrases that set a group apart, as they are written, and no halves of names."""

from __future__ import annotations

from newslab.group.labels import label_groups

TRIAL = [
    ("Prosecutor Anne Miller opens trial", "The prosecutor Anne Miller opened the trial of a mayor."),
    ("Trial goes on under prosecutor Anne Miller", "In the trial, prosecutor Anne Miller called the mayor."),
    ("Prosecutor Anne Miller rests", "At the trial the prosecutor Anne Miller has rested her case."),
]
CHESS = [
    ("Clara May wins at chess", "At chess, Clara May won the cup."),
    ("Chess cup for Clara May", "The chess cup went to Clara May on her third try."),
    ("Chess Fans Cheer Champion", "Fans of chess cheered Clara May and the NATO Band."),
    ("Chess Fans Cheer Champion", "Chess is loved in the town."),
]


def test_no_label_ends_inside_a_name():
    label = label_groups({0: TRIAL, 1: CHESS})
    assert "prosecutor Anne" not in label[0].replace("prosecutor Anne Miller", "")
    assert "Miller" in label[0]
    assert "Clara" not in label[1].split(", ")  # May is a month among the words that name nothing


def test_words_that_only_a_headline_puts_together_are_no_label():
    label = label_groups({0: TRIAL, 1: CHESS})
    assert "chess" in label[1].lower()
    assert "Fans Cheer" not in label[1] and "Cheer Champion" not in label[1]


def test_titles_alone_are_enough():
    titles = {0: [(title, "") for title, _ in TRIAL], 1: [(title, "") for title, _ in CHESS]}
    assert "Anne Miller" in label_groups(titles)[0]


def test_what_one_article_alone_says_names_no_large_group():
    rye = [(f"Rye harvest in field{n}a", f"The rye of field{n}b, of crew{n}c and tool{n}d.") for n in range(60)]
    once = [("Purple Comet Seen", "Purple comet seen over rye fields.")]
    assert label_groups({0: [*rye, *once], 1: CHESS})[0] == "rye, harvest"


def test_a_group_without_words_is_named_too():
    assert label_groups({0: [("", "12 13")], 1: TRIAL})[0] == "(no words)"
    assert label_groups({}) == {}
