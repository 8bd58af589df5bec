"""A title that carries its outlet's name, or names only one of its parts, misleads the reader."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from newslab.group.titles import clean_title, first_words, flaws, lead_terms, outlet_terms, title_event, title_thread

TITLES = {
    "outlet after a bar": ("Bridge opens in Porto | The Sun", "", "Bridge opens in Porto"),
    "outlet after a dash": ("Bridge opens in Porto - Fjord Times", "Fjord Times", "Bridge opens in Porto"),
    "a dash of its own": ("Bridge opens in Porto - at last", "Fjord Times", "Bridge opens in Porto - at last"),
    "a mark before": ("VIDEO: Bridge opens in Porto", "", "Bridge opens in Porto"),
    "a mark behind": ("Bridge opens in Porto (PHOTOS)", "", "Bridge opens in Porto"),
    "typographic spaces": ("Bridge\u202fopens in Porto", "", "Bridge opens in Porto"),
}


@pytest.mark.parametrize(("title", "source", "expected"), TITLES.values(), ids=TITLES.keys())
def test_a_headline_without_its_outlet(title: str, source: str, expected: str) -> None:
    assert clean_title(title, source) == expected


def test_the_plain_headline_that_most_share_is_the_title() -> None:
    titles = ["What we know about Porto!", "New bridge opens in Porto", "Bridge opens in Porto", ""]
    assert title_event(titles, [""] * 4, np.full(4, 0.9)) == "Bridge opens in Porto"


def test_an_event_without_titles_is_named_by_its_first_words() -> None:
    assert title_event([""], ["The bridge opened. " * 20], np.ones(1)) == first_words("The bridge opened. " * 20)
    assert first_words("") == "(no words)"
    assert len(first_words("word " * 100)) <= 94


FLAWED = {
    "question": "Is this the end of the ferry?",
    "bait": "Here is what you need to know about the ferry",
    "shouted": "FERRY SHOCK HORROR as boat sinks off Crete",
    "comment": "Commentary: The ferry we deserve",
    "cut off": "Ferry sinks off the coast of",
    "dots": "Ferry sinks off the coast of Crete after a long ...",
    "wrong encoding": "Ferry \u00e2\u20ac\u0153sank\u00e2\u20ac\u009d off Crete",
    "short": "Ferry sinks",
    "long": "Ferry sinks " * 12,
    "title case": "Ferry Sinks Near Crete After Striking Hidden Rocks",
}


@pytest.mark.parametrize("title", FLAWED.values(), ids=FLAWED.keys())
def test_a_headline_unfit_to_print_gives_way(title: str) -> None:
    assert flaws(title) > flaws("Ferry sinks off Crete after striking rocks") == 0


def named(parts: list[list[tuple[str, str]]], outlets: set[str] = frozenset()) -> str:
    articles = [article for part in parts for article in part]
    return title_thread(parts, Counter(t for one in articles for t in lead_terms(*one)), len(articles), outlets=outlets)


def test_a_thread_has_the_headline_that_covers_its_parts() -> None:
    parts = [
        [("Ferry Alda sinks off Ostby reef", "The ferry Alda sank off Ostby on a reef.")] * 2,
        [("Inquiry opens in fog", "An inquiry into the ferry Alda, lost on the Ostby reef, opened.")],
        [("GONE! Why the Alda sank off Ostby reef", "Divers saw the ferry Alda at the Ostby reef.")],
    ]
    assert named(parts) == "Ferry Alda sinks off Ostby reef"


def test_a_thread_wider_than_any_headline_is_named_by_its_names_alone() -> None:
    topics = ["rye quotas", "a chess prize", "tram tickets", "frost damage", "opera seats", "old maps"]
    parts = [
        [(f"In {topic} row, Ostby {verb} Tarnia", f"{topic.title()} divide Ostby from Tarnia. The Post saw {topic}.")]
        for topic, verb in zip(topics, ["blames", "thanks", "sues", "pays", "invites", "asks"], strict=True)
    ]
    title = named(parts, outlet_terms(["The Post"]))
    assert title in {"Ostby and Tarnia", "Tarnia and Ostby"} or title in {one[0][0] for one in parts}
    assert "Post" not in title


def test_a_name_gives_way_to_the_longer_one_it_is_part_of() -> None:
    deeds = [
        "sells reactors, buys grain",
        "sends envoy, recalls troops",
        "signs pact, drops tax",
        "lends ships, bans coal",
    ]
    parts = [
        [(f"South Korea {deed} as NATO {n}", f"On {deed}: in South Korea and at NATO, {n} {deed}.")]
        for n, deed in enumerate(deeds)
    ]
    title = named(parts)
    assert "South Korea" in title and not title.startswith("Korea")


def test_no_thread_title_has_words_that_no_headline_has() -> None:
    parts = [[("Alda found", "Divers found it.")], [("Fog in Ostby", "Ships waited.")], [("", "No title here.")]]
    assert named(parts) in {"Alda found", "Fog in Ostby"}
    assert named([[("", "No title here.")], [("", "None here either.")]]) == "No title here."
