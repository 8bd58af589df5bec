import random
import re

import pytest

from newslab.digest.faithful import find_fault

GIVEN = [
    "Transport Minister Marta Okafor cut the ribbon in Halden harbour with Vikholm mayor Jon Sel.",
    "She [Marta Okafor], who lives in Vikholm, said the line would carry 240 cars a day from Monday [2 February 2026].",
    "The harbour office reportedly planned 12 sailings a day, but not before June 2026.",
    "“The ferry is late by nine years,” said Ida Brandt, a lawyer for the fishermen.",
    "Okafor [Marta Okafor] did not reject the offer of the two towns, the Coast Daily reported on Tuesday [3 February 2026].",
    "Bay Radio writes: The herring will suffer from the noise of the ferry.",
]
GOOD = [
    (GIVEN[0], [0]),
    ("Marta Okafor said the line would carry 240 cars a day from Monday.", [1]),
    ("Marta Okafor, who lives in Vikholm, said the line would carry 240 cars a day from 2 February 2026.", [1]),
    (GIVEN[2], [2]),
    (GIVEN[3], [3]),
    ("Okafor did not reject the offer of the two towns, the Coast Daily reported on Tuesday.", [4]),
    (GIVEN[5], [5]),
    (
        "Transport Minister Marta Okafor cut the ribbon in Halden harbour with Vikholm mayor Jon Sel, while the harbour office "
        "reportedly planned 12 sailings a day, but not before June 2026.",
        [0, 2],
    ),
]
NAMES = ["Marta Okafor", "Jon Sel", "Ida Brandt", "Halden", "Vikholm", "Coast Daily", "Bay Radio"]


def fault(text, places, given=GIVEN):
    return find_fault(text, [given[place] for place in places])


@pytest.mark.parametrize(("text", "places"), GOOD, ids=range(len(GOOD)))
def test_what_only_shortens_and_joins_is_kept(text, places):
    assert fault(text, places) == ""


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("Marta Okafor said the line would carry 420 cars a day from Monday.", [1], id="number"),
        pytest.param("Jon Sel said the line would carry 240 cars a day from Monday.", [1], id="name"),
        pytest.param("Marta Okafor said the line would carry 240 cars a day from Tuesday.", [1], id="day"),
        pytest.param("Marta Okafor said the line would carry 240 cars a day.", [1], id="day left out"),
        pytest.param("The line would carry 240 cars a day from Monday.", [1], id="who said it left out"),
        pytest.param("Marta Okafor said the line carries 240 cars a day from Monday.", [1], id="would becomes does"),
        pytest.param("The harbour office planned 12 sailings a day, but not before June 2026.", [2], id="reported becomes fact"),
        pytest.param("The harbour office reportedly planned 12 sailings a day.", [2], id="limit left out"),
        pytest.param("Okafor did reject the offer of the two towns, the Coast Daily reported on Tuesday.", [4], id="denial left out"),
        pytest.param("Okafor did not reject the offer of the two towns.", [4], id="source left out"),
        pytest.param("“The ferry is late by ten years,” said Ida Brandt, a lawyer for the fishermen.", [3], id="quotation changed"),
        pytest.param("The ferry is late by nine years, said the fishermen.", [3], id="speaker changed"),
        pytest.param("The herring will suffer from the noise of the ferry.", [5], id="opinion becomes fact"),
        pytest.param("Jon Sel cut the ribbon in Halden harbour with Transport Minister Marta Okafor.", [0], id="roles swapped"),
        pytest.param("Transport Minister Marta Okafor cut the budget in Halden harbour with Vikholm mayor Jon Sel.", [0], id="word"),
        pytest.param(GIVEN[0], [1], id="another sentence cited"),
        pytest.param(GIVEN[0], [0, 1], id="cites more than it uses"),
        pytest.param(GIVEN[0], [], id="cites nothing"),
        pytest.param(GIVEN[0][:-1] + ' <b onload="x()">.', [0], id="markup"),
        pytest.param(GIVEN[0] + " " + GIVEN[3], [0, 3], id="two sentences in one"),
        pytest.param(GIVEN[1], [1], id="brackets of its own"),
    ],
)  # fmt: skip
def test_what_says_more_or_other_is_dropped(text, places):
    assert fault(text, places) != ""


def mutants(rng: random.Random):
    """Change one thing that matters in a supported sentence; every mutant says something its sources do not."""
    while True:
        text, places = rng.choice(GOOD)
        change = rng.randrange(10)
        found = text
        if change == 0 and (numbers := re.findall(r"\d+", text)):
            number = rng.choice(numbers)
            found = text.replace(number, str(int(number) + rng.randrange(1, 500)), 1)
        elif change == 1 and (held := [name for name in NAMES if name in text]):
            found = text.replace(rng.choice(held), rng.choice(["Ann Other", "Tor Vik", "Skagen"]), 1)
        elif change == 2 and len(held := [name for name in NAMES if name in text]) > 1:
            one, other = rng.sample(held, 2)
            found = text.replace(one, "\0").replace(other, one).replace("\0", other)
        elif change == 3:
            found = re.sub(r"\b(said|reportedly|planned|would|not|reported|writes:) ?", "", text, count=1)
        elif change == 4:
            words = text.split()
            words.insert(
                rng.randrange(1, len(words)), rng.choice(["not", "never", "secretly", "falsely", "drunk", "two"])
            )
            found = " ".join(words)
        elif change == 5:
            found = re.sub(
                r"\b(Monday|Tuesday|June|February|2026)\b", rng.choice(["Sunday", "1999", "May"]), text, count=1
            )
        elif change == 6:
            words = text.split()
            place = rng.randrange(len(words) - 1)
            words[place], words[place + 1] = words[place + 1], words[place]
            found = " ".join(words)
        elif change == 7:
            others = [place for place in range(len(GIVEN)) if place not in places]
            yield text, [*places[1:], rng.choice(others)]
            continue
        elif change == 8:
            words = text.split()
            del words[rng.randrange(len(words))]
            found = " ".join(words)
        elif change == 9:
            found = text[:-1] + rng.choice(
                ["<script>x</script>.", " [1].", " https://x.example.", " &lt;b&gt;.", "\u202e."]
            )
        if found != text:
            yield found, places


def test_of_5000_changed_sentences_none_is_kept():
    rng = random.Random(20261125)
    found = mutants(rng)
    assert [(text, places) for text, places in (next(found) for _ in range(5000)) if fault(text, places) == ""] == []


@pytest.mark.parametrize("text", ["", "x" * 5000, "a, " * 160 + "b.", "\ud800" * 40, '"“‘' * 20])
def test_junk_is_dropped_in_no_time(text):
    assert fault(text, [0, 1, 2]) != ""
