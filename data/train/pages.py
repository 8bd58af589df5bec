"""Fit the trees over blocks of pages and lines of flattened pages: `python data/train/pages.py PAGES [blocks] [lines]`.

PAGES is the folder of pages that `newslab evaluate pages` reads. Printed are the figures of pages that the trees had not
seen, pages of one outlet in one fold; the trees that are written are fitted on all.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from newslab.evaluate.flat_lines import fit_lines
from newslab.evaluate.page_blocks import fit_blocks
from newslab.evaluate.pages import count_shingles, flatten, mean_scores, read_collections

RESOURCES = Path(__file__).resolve().parents[2] / "newslab" / "resources"


def main() -> None:
    """Fit what is asked for and print its figures out of fold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path)
    parser.add_argument("parts", nargs="*", default=["blocks", "lines"])
    asked = parser.parse_args()
    golds = [(name, gold) for name, some in read_collections(asked.pages) for gold in some]
    groups = [gold.name.split("_")[0] if name == "publishers" else gold.name for name, gold in golds]
    for part in asked.parts:
        if part == "blocks":
            told = fit_blocks(
                [(group, gold.raw, gold.text) for group, (_, gold) in zip(groups, golds, strict=True)],
                RESOURCES / "page_blocks.json",
            )
            texts = [told[str(number)] for number in range(len(golds))]
        else:
            texts = fit_lines(
                [(group, flatten(gold), gold.text) for group, (_, gold) in zip(groups, golds, strict=True)],
                RESOURCES / "flat_lines.json",
            )
        for name in dict.fromkeys(name for name, _ in golds):
            counts = [
                count_shingles(gold.text, text) for (of, gold), text in zip(golds, texts, strict=True) if of == name
            ]
            f1, precision, recall = mean_scores(counts)
            print(
                f"{part}, {name}, n = {len(counts)}, not seen in fitting: F1 {f1:.4f}, P {precision:.4f}, R {recall:.4f}"
            )


if __name__ == "__main__":
    main()
