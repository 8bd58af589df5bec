"""Language: English steps take English articles and no others."""

from __future__ import annotations

import pytest

from newslab.text.language import NAMES, find_language, find_languages, read_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The river rose again on Monday and the town was cut off, officials said.", "en"),
        ("the river rose again on monday and the town was cut off officials said", "en"),
        ("Le fleuve est encore monté lundi et la ville a été coupée du monde, selon la mairie.", "fr"),
        ("Der Fluss stieg am Montag wieder an, die Stadt war von der Außenwelt abgeschnitten.", "de"),
        ("El río volvió a crecer el lunes y la ciudad quedó aislada, según las autoridades.", "es"),
        ("외교부는 월요일 회담을 열었다고 밝혔다", "ko"),
        ("外交部星期一说会谈已经开始", "zh"),
        ("Министерство сообщило в понедельник о начале переговоров.", "ru"),
        ("Ok.", "und"),
        ("", "und"),
        ("12345 67890 --- 33", "und"),
        ("https://example.org/a/very/long/address/indeed", "und"),
    ],
)
def test_language_of_a_text(text, language):
    assert find_language(text) == language


def test_foreign_names_do_not_make_an_english_text_foreign():
    text = "Przemysław Wójcik of the Gdańsk shipyard said that he would not sign for the workers of Szczecin."
    assert find_language(text) == "en"


def test_only_the_beginning_is_read_and_surrogates_do_no_harm():
    english = "The river rose again on Monday and the town was cut off. " * 30
    assert find_languages([english + "Der Fluss stieg. " * 500, "\ud800" + english]) == ["en", "en"]


@pytest.mark.parametrize(
    ("told", "code"),
    [("en", "en"), ("EN-us", "en"), ("en_GB", "en"), ("eng", "en"), ("English", "en"), ("English (US)", "en"), ("deu", "de"),
     ("ger", "de"), ("Deutsch", "de"), ("français", "fr"), ("zho", "zh"), ("zh-Hant-TW", "zh"), ("spa", "es"), ("中文", "zh"),
     ("", ""), ("front page", ""), ("4", "")],
)  # fmt: skip
def test_a_language_is_read_however_it_is_named(told: str, code: str) -> None:
    assert read_language(told) == code


def test_no_name_belongs_to_two_languages() -> None:
    lines = [line.split("\t") for line in NAMES.read_text("utf-8").splitlines() if line[0] != "#"]
    names = [name for code, others in lines for name in {code, *others.split()}]
    assert len(names) == len(set(names))


def test_a_text_without_spaces_takes_no_longer_than_one_with() -> None:
    assert find_language("а" * 100_000) == find_language("а" * 2_000)
