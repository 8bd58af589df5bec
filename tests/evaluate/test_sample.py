"""The bundled collection keeps its promises, and the scorer of its gold can both praise and blame."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import newslab
from newslab.corpus import Corpus
from newslab.errors import ReadError
from newslab.evaluate import sample
from newslab.tables import CONTRACTS, PRECISIONS, VERDICTS, build, cite

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
NOTICE = "Invented outlet and wording, written for demonstration; not a real report."
REAL = (
    "Jeong Yeon-doo|Kim Nam-joon|Nicusor Dan|Lee Jae Myung|Eide|Cho Hyun|Cho Tae-yul|Lee Doo-hee|Tuinman|Youn Jong-kwon|"
    "Ruge|Fidan|Kallas|Borrell|Kwon|Cavo Dragone|Sekerinska|Clarinval|Talebifar|Choe Ryong|Pezeshkian|Kim Jong|Pak Sang|"
    "Rouhani|Ri Yong|Kupiecki|Putin|Nunez|Dati|Beccuau|des Cars|Sanchez|Dimitrov|Aagesen|Lagarde|Altemus|Alcaraz|Sinner|"
    "Zverev|Trzaskowski|Nawrocki|Tusk|Duda"
)


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    return newslab.load_sample()


@pytest.fixture(scope="module")
def texts(articles: pd.DataFrame) -> dict[str, str]:
    """Every text by the end of its address and its outlet's name, as `wire/seoul-bucharest-call`."""
    keys = [f"{url.split('/')[2].removesuffix('.example')}/{url.rsplit('/', 1)[1]}" for url in articles["url"]]
    return dict(zip(keys, articles["text"], strict=True))


@pytest.fixture(scope="module")
def gold() -> sample.Gold:
    return sample.read_gold(SAMPLE / "gold")


class TestPromises:
    """What the README of the collection says."""

    def test_size(self, articles: pd.DataFrame) -> None:
        words = articles["text"].str.split().str.len()
        assert len(articles) >= 60
        assert articles["source"].nunique() >= 8
        assert words.between(120, 500).all(), articles.loc[~words.between(120, 500), "url"].tolist()
        assert words.between(150, 300).mean() > 0.8

    def test_every_record_and_file_says_that_it_is_invented(self, articles: pd.DataFrame) -> None:
        assert (articles["notice"] == NOTICE).all()
        for path in (SAMPLE / "news").rglob("*.*"):
            text = path.read_text("utf-8")
            assert NOTICE in text, path.name
            if path.suffix == ".jsonl":
                assert all(json.loads(line)["notice"] == NOTICE for line in text.splitlines())
            if path.suffix == ".csv":
                assert all(row["notice"] == NOTICE for row in csv.DictReader(text.splitlines()))
        readmes = [SAMPLE / "README.md", ROOT / "newslab/resources/sample/README.md"]
        assert all("invented for demonstration" in path.read_text("utf-8") for path in readmes)

    def test_outlets_have_addresses_nobody_can_own(self, articles: pd.DataFrame) -> None:
        assert articles["url"].str.match(r"https://[a-z]+\.example/").all()

    def test_nobody_real_is_quoted(self, articles: pd.DataFrame) -> None:
        quoted = re.compile(r'["\u201c\u00ab\u00bb]')
        for url, text in articles[["url", "text"]].itertuples(index=False):
            for paragraph in text.split("\n\n"):
                for sentence in re.split(r'(?<=[.!?]["\u201d])\s+(?=[A-Z])|(?<=[.!?])\s+(?=[A-Z])', paragraph):
                    if quoted.search(sentence) and re.search(r"\b(said|says|told|laughed|added)\b", sentence):
                        assert not re.search(REAL, sentence), f"{url}: {sentence}"

    def test_pictures(self, articles: pd.DataFrame) -> None:
        pictures = [image for images in articles["images"] if isinstance(images, list) for image in images]
        assert len(pictures) >= 8
        assert all(set(image) == {"url", "caption", "credit", "rights"} for image in pictures)

    def test_sources_and_built_files_agree(self) -> None:
        run = subprocess.run(
            [sys.executable, ROOT / "data" / "build_sample.py", "--check"], check=False, capture_output=True
        )
        assert run.returncode == 0, run.stdout.decode() + run.stderr.decode()

    def test_reading_feeds_and_pages_gives_the_same_collection(self, articles: pd.DataFrame) -> None:
        read, problems = newslab.read_articles(SAMPLE / "news")
        assert problems.empty, problems.to_string()
        assert set(articles["title"]) <= set(read["title"])
        both = articles.merge(read, on="article_id", suffixes=("", "_read"))
        assert len(both) >= len(articles) - 1  # the flattened page has no address
        for column in ("source", "title", "published_day"):
            pairs = zip(both["url"], both[column], both[f"{column}_read"], strict=True)
            differ = [url for url, one, other in pairs if str(one).split() != str(other).split()]
            assert not differ, f"{column}: {differ}"
        for url, text, text_read in both[["url", "text", "text_read"]].itertuples(index=False):
            whole, found = " ".join(text.split()), " ".join(text_read.split())
            assert whole in found, url
            assert len(found) - len(whole) < 200, f"{url}: menus, boxes or teasers stand in the text"


# Each case of the README's table: what must stand in which text.
CASES: dict[str, list[tuple[str, str]]] = {
    "near copy with a correction": [
        ("wire/seoul-general-nato-military-committee", "10th meeting"),
        ("wire/seoul-general-nato-military-committee-corrected", "Corrects number"),
    ],
    "syndicated with credit": [("tarnvalley/seoul-warsaw-security-dialogue", "(Meridian Wire)")],
    "syndicated without credit": [("iberianpost/louvre-two-held", "PARIS, Oct. 26 (Meridian)")],
    "second-hand report": [("ledger/korea-turkey-sinop-paperwork", "According to Meridian Wire")],
    "rounded figures": [
        ("wire/seoul-nato-assembly", "some 10,000"), ("hangang/eu-dialogue-cho-kallas", "9,800"),
        ("prnorth/blackout-what-we-know", "34,800"), ("lantern/blackout-brits-costa", "35,000"),
    ],
    "growing figures": [
        ("wire/kamchatka-quake-tsunami-warnings", "about 900,000"), ("hangang/kamchatka-quake-east-coast", "1.9 million"),
        ("lantern/monster-quake-paradise-panic", "two million"),
    ],
    "figures that disagree": [
        ("wire/seoul-warsaw-security-dialogue", "three hours"), ("rampart/rok-poland-security-strategy-dialogue", "ninety minutes"),
        ("wire/louvre-jewels-stolen", "56 emeralds"), ("lantern/four-minute-crown-job", "65 emeralds"),
    ],
    "21 other nations": [
        ("wire/seoul-dutch-defense", "21 other nations"),
        ("rampart/rok-netherlands-vice-minister-talks", "Twenty-two nations"),
    ],
    "first of different scope": [
        ("wire/seoul-warsaw-security-dialogue", "first standing security forum between"),
        ("rampart/rok-poland-security-strategy-dialogue", "first such meeting held in the Polish capital"),
    ],
    "sent and reportedly sent": [
        ("halyard/tehran-pyongyang-credentials", "have sent arms"),
        ("wire/iran-envoy-pyongyang", "have reportedly sent arms"),
    ],
    "one surname": [("hangang/ministry-scraps-new-embassies", "Cho Tae-yul"), ("hangang/ministry-scraps-new-embassies", "Cho Hyun")],
    "two spellings": [
        ("schumanletter/eu-korea-strategic-dialogue", "Josep Borrell"), ("hangang/eu-dialogue-cho-kallas", "Joseph Borrell"),
    ],
    "reported the next day": [("wire/cho-nato-belgium", "the previous day")],
    "one night, two calendars": [
        ("wire/ispace-resilience-contact-lost", "on Friday"), ("prnorth/resilience-crash-red-house", "5 June in Europe"),
    ],
    "background dates": [
        ("tarnvalley/veteran-medal-korea", "1950-53"), ("schumanletter/eu-korea-strategic-dialogue", "since 2010"),
        ("hangang/eu-dialogue-cho-kallas", "late 2024"), ("wire/louvre-jewels-stolen", "in 1911"),
    ],
    "relative dates": [
        ("tarnvalley/veteran-medal-korea", "Last Tuesday"), ("tarnvalley/seoul-warsaw-security-dialogue", "yesterday"),
        ("wire/louvre-two-held", "a week earlier"), ("prnorth/krasheninnikov-erupts", "in the night to Sunday"),
    ],
    "poll and result": [("wire/poland-exit-poll", "50.3%"), ("wire/nawrocki-wins", "50.89%")],
    "one country, two stories": [("prnorth/nawrocki-sworn-in", "South Korea")],
    "other languages": [("ribera/una-noche-sin-luz", "panader\u00eda"), ("quaimatin/louvre-facture", "couronne")],
    "no story": [("tarnvalley/mill-bridge-closed", "ducks"), ("halyard/the-economics-of-queues", "queue")],
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_hard_case_is_there_and_in_the_readme(case: str, texts: dict[str, str]) -> None:
    assert f"| {case} |" in (SAMPLE / "README.md").read_text("utf-8")
    for key, words in CASES[case]:
        assert words in texts[key], f"{key}: {words}"


def test_readme_names_no_case_that_is_not_checked() -> None:
    table = (SAMPLE / "README.md").read_text("utf-8").split("## Hard cases")[1]
    named = re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)[2:]
    assert set(named) - set(CASES) == {"dates in captions", "typography in headlines"}


def test_caption_carries_a_date_and_stands_twice(articles: pd.DataFrame) -> None:
    captions = [image["caption"] for images in articles["images"] if isinstance(images, list) for image in images]
    assert sum("Aug. 8, 2018" in caption for caption in captions) == 2


def test_headlines_hold_invisible_typography(texts: dict[str, str]) -> None:
    lines = (ROOT / "newslab/resources/sample/articles.jsonl").read_text("utf-8").splitlines()
    titles = " ".join(json.loads(line)["title"] for line in lines)
    assert titles.count("\u2011") >= 2
    assert titles.count("\u202f") >= 2
    assert "4\u202fNovember" in texts["schumanletter/eu-korea-strategic-dialogue"]


class TestGold:
    """Gold points at words that are there."""

    def test_words_stand_where_it_says(self, articles: pd.DataFrame, gold: sample.Gold) -> None:
        held = dict(zip(articles["article_id"], articles["text"], strict=True))
        spans = [*gold["mentions"], *gold["second_hand"]]
        spans += [one[side] for one in gold["contrasts"] for side in ("a", "b")]
        assert len(spans) > 250
        for one in spans:
            assert held[one["article_id"]][one["start"] : one["end"]] == one["words"]

    def test_every_article_has_its_story_and_day(self, articles: pd.DataFrame, gold: sample.Gold) -> None:
        for name in ("stories", "published"):
            assert {one["article_id"] for one in gold[name]} == set(articles["article_id"])

    def test_stories_and_parts(self, gold: sample.Gold) -> None:
        stories = pd.DataFrame(gold["stories"])
        assert stories["story"].nunique() >= 6
        assert stories["story"].isna().sum() >= 6
        korea = stories[stories["story"] == "korea"]
        assert korea["part"].nunique() == 6
        assert len(korea) >= 13

    def test_timelines_are_dated_and_told(self, gold: sample.Gold) -> None:
        for one in gold["timelines"]:
            assert date.fromisoformat(one["first_day"]) <= date.fromisoformat(one["last_day"])
            assert one["precision"] in PRECISIONS
            assert one["articles"], one["event"]
        assert {one["precision"] for one in gold["timelines"]} >= {"day", "days", "month", "months", "year", "years"}

    def test_every_verdict_is_there(self, gold: sample.Gold) -> None:
        assert {one["verdict"] for one in gold["contrasts"]} <= set(VERDICTS)

    def test_missing_gold_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ReadError, match=r"stories\.jsonl: no gold here"):
            sample.read_gold(tmp_path)


@pytest.fixture(scope="module")
def perfect(articles: pd.DataFrame, gold: sample.Gold) -> Corpus:
    """A corpus that says what the gold says."""
    stories, members = _gold_stories(gold)
    tops = {one["event"]: f"story-{one['story']}" for one in gold["timelines"]}
    fields = ("first_day", "last_day", "edtf", "precision", "text")
    events = [{"event_id": one["event"], "story_id": tops[one["event"]], "n_sources": 1, "score": 1.0,
               "n_mentions": len(one["articles"]), **{name: one[name] for name in fields}}
              for one in gold["timelines"]]  # fmt: skip
    events += [{"event_id": key, "text": key} for key in {one["event"] for one in gold["mentions"]} - set(tops)]
    cited = [cite(one["event"], one["article_id"], one["words"], one["start"]) for one in gold["mentions"]]
    contrasts = [{"contrast_id": one["contrast"], "kind": "number", "verdict": one["verdict"]}
                 for one in gold["contrasts"]]  # fmt: skip
    cited += [cite(one["contrast"], one[side]["article_id"], one[side]["words"], one[side]["start"], side=side)
              for one in gold["contrasts"] for side in ("a", "b")]  # fmt: skip
    second = [{"article_id": one["article_id"], "start": one["start"], "end": one["end"], "position": 0,
               "kind": "attributed"} for one in gold["second_hand"]]  # fmt: skip
    marks, told = _told(gold)
    rows = {"stories": stories, "members": members, "events": events, "citations": cited, "contrasts": contrasts,
            "sentences": [*second, *marks], "statements": told, "copies": gold["copies"]}  # fmt: skip
    return Corpus(articles=articles, **{name: build(found, CONTRACTS[name]) for name, found in rows.items()})


def _told(gold: sample.Gold) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return a sentence, one character of an article, for each entry of the gold timelines, and the statement it makes."""
    sentences, statements = [], []
    for at, one in enumerate(gold["timelines"]):
        place = {"article_id": one["articles"][0], "start": at, "end": at + 1}
        sentences.append({**place, "position": at})
        statements.append({
            **place, "statement_id": f"t{at}", "sentence_start": at, "sentence_end": at + 1, "main": True, "event_id": one["event"],
            "predicate": "tell", "predicate_start": at, "predicate_end": at + 1, "day_basis": "stated", "modality": "happened",
            **{name: one[name] for name in ("first_day", "last_day", "edtf", "precision")},
        })  # fmt: skip
    return sentences, statements


def _gold_stories(gold: sample.Gold) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    names = {name for one in gold["stories"] for name in (one["story"], one["part"]) if name}
    stories = [{"story_id": f"story-{name}", "title": name, "n_articles": 1, "n_sources": 1,
                "parent_id": f"story-{name.split('/')[0]}" if "/" in name else None} for name in sorted(names)]  # fmt: skip
    members = [{"story_id": f"story-{name}", "article_id": one["article_id"], "score": 1.0}
               for one in gold["stories"] for name in (one["story"], one["part"]) if name]  # fmt: skip
    return stories, members


def _rows(corpus: Corpus, gold: sample.Gold) -> dict[str, dict[str, object]]:
    rows, _ = sample.score_corpus(corpus, gold)
    return {str(row["data"]): row for row in rows}


class TestScores:
    """A perfect corpus scores 1, and each kind of mistake lowers the figure it should."""

    def test_perfect(self, perfect: Corpus, gold: sample.Gold) -> None:
        rows = _rows(perfect, gold)
        for name in ("stories", "parts", "copies", "mentions", "contrasts"):
            assert rows[name]["f1"] == 1.0, name
        assert rows["timelines"]["f1"] == rows["timelines"]["precision_right"] == 1.0
        assert rows["second_hand"]["recall"] == rows["contrasts"]["right"] == rows["copies"]["kind"] == 1.0

    def test_two_stories_taken_for_one(self, perfect: Corpus, gold: sample.Gold) -> None:
        merged = perfect.members["story_id"].str.replace("story-election.*", "story-korea", regex=True)
        members = perfect.members.assign(story_id=merged)
        wrong = Corpus(**{**perfect.tables, "members": members.drop_duplicates(["story_id", "article_id"])})
        rows = _rows(wrong, gold)
        assert rows["stories"]["precision"] < 1.0
        assert rows["stories"]["recall"] == 1.0

    def test_month_given_as_a_day(self, perfect: Corpus, gold: sample.Gold) -> None:
        wrong = {
            name: perfect.tables[name].assign(last_day=perfect.tables[name]["first_day"], precision="day")
            for name in ("events", "statements")
        }
        rows = _rows(Corpus(**{**perfect.tables, **wrong}), gold)
        assert rows["timelines"]["f1"] == 1.0
        assert rows["timelines"]["precision_right"] < 0.95

    def test_wrong_verdicts(self, perfect: Corpus, gold: sample.Gold) -> None:
        contrasts = perfect.contrasts.assign(verdict="contradiction")
        row = _rows(Corpus(**{**perfect.tables, "contrasts": contrasts}), gold)["contrasts"]
        assert row["recall"] == 1.0
        assert row["precision"] < 0.5

    def test_nothing_found(self, articles: pd.DataFrame, gold: sample.Gold) -> None:
        rows = _rows(Corpus(articles=articles), gold)
        assert rows["copies"]["f1"] == rows["mentions"]["found"] == rows["timelines"]["f1"] == 0.0
        assert rows["contrasts"]["found"] == 0.0

    def test_publication_days(self, articles: pd.DataFrame, gold: sample.Gold) -> None:
        row, _ = sample.score_published(articles, gold["published"])
        assert row["right"] == row["read"] == 1.0
        late = articles.assign(published_day=articles["published_day"] + pd.Timedelta(days=1))
        assert sample.score_published(late, gold["published"])[0]["right"] == 0.0


@pytest.mark.parametrize(
    ("gold_labels", "found", "expected"),
    [
        ({1: "a", 2: "a"}, {1: "x", 2: "x"}, (1.0, 1.0)),
        ({1: "a", 2: "a"}, {1: "x", 2: "y"}, (1.0, 0.5)),
        ({1: "a", 2: "b"}, {1: "x", 2: "x"}, (0.5, 1.0)),
        ({1: "a", 2: "a"}, {}, (1.0, 0.5)),
        ({}, {}, (0.0, 0.0)),
    ],
    ids=["same", "split", "merged", "nothing found", "empty"],
)
def test_bcubed(gold_labels: dict, found: dict, expected: tuple[float, float]) -> None:
    figures = sample.score_bcubed(gold_labels, found)
    assert (figures["precision"], figures["recall"]) == expected


@pytest.mark.slow
def test_a_build_of_the_collection_keeps_its_floors() -> None:
    found = sample.evaluate(SAMPLE / "gold")
    rows = {row["data"]: row for row in found.rows}
    assert rows["stories"]["f1"] > 0.9
    assert rows["copies"]["f1"] == 1.0
    assert rows["timelines"]["f1"] > 0.55
    assert rows["timelines"]["precision_right"] > 0.9
    assert rows["contrasts"]["precision"] > 0.3
    assert rows["published"]["right"] == 1.0
    assert all("data" in one for one in found.predictions)
