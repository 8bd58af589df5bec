"""What was done, in words and numbers: from the manifest and the tables, with the methods' sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from newslab.report.analysis.blocks import Block, Entries, Prose
from newslab.report.render import plural
from newslab.text.resources import read_rows

if TYPE_CHECKING:
    from newslab.corpus import Corpus

# what each step does, told only if it was run: table, words, keys of SOURCES
STEPS: Final = tuple((name, words, tuple(keys.split())) for name, words, keys in read_rows("methods.tsv", 3))
SOURCES: Final = dict(read_rows("works.tsv", 2))


def method_blocks(corpus: Corpus) -> list[Block]:
    """Tell what was done to the articles, step by step, and with which options, models and versions."""
    counts: dict[str, Any] = {name: len(table) for name, table in corpus.tables.items()}
    counts["shown"] = int(corpus.contrasts["shown"].sum())
    told: list[Block] = [Prose(words.format(**counts)) for name, words, _ in STEPS if counts[name]]
    manifest = corpus.manifest
    parts = {
        "Options": {name: value for name, value in manifest.get("options", {}).items() if value not in ({}, [], None)},
        "Models": manifest.get("models", {}),
        "Versions": {"newslab": manifest.get("newslab", ""), **manifest.get("versions", {})},
        "Input": manifest.get("input", {}),
    }
    lines = [
        (f"{name}: {'; '.join(f'{key} {_told(value)}' for key, value in sorted(held.items()))}.", "")
        for name, held in parts.items()
        if any(held.values())
    ]
    if lines:
        told += [Prose("The build, from its manifest; who has the same articles gets the same tables:"), Entries(lines)]
    return told


def source_keys(corpus: Corpus, more: tuple[str, ...] = ()) -> list[str]:
    """Return the keys of the works that the steps which were run rest on, in order."""
    used = [key for name, _, keys in STEPS if len(getattr(corpus, name)) for key in keys]
    return list(dict.fromkeys([*used, *more]))


def limit_blocks(corpus: Corpus) -> list[Block]:
    """Tell what the tables do not say, first what the build itself warned of."""
    items = [str(one)[:1].upper() + str(one)[1:] + "." for one in corpus.manifest.get("warnings", [])]
    n_other = int(
        (corpus.articles["language"].notna() & ~corpus.articles["language"].str.startswith("en", na=False)).sum()
    )
    if n_other:
        items.append(
            f"{plural(n_other, 'article')} not in English {'was' if n_other == 1 else 'were'} kept but not read."
        )
    unnamed = int(corpus.articles["source"].isna().sum())
    if unnamed:
        items.append(
            f"{plural(unnamed, 'article')} without a source {'is' if unnamed == 1 else 'are'} in no comparison of "
            f"sources."
        )
    undated = int((corpus.articles["published_day"].isna() & corpus.articles["published"].isna()).sum())
    if undated:
        items.append(
            f"{plural(undated, 'article')} without a day of publication {'is' if undated == 1 else 'are'} in no figure "
            f"over time."
        )
    items += [
        "A difference that is found is a place to read, with both sentences beside it, not a finding; most differences "
        "that a careful reader would list are not found.",
        "Distinctive words are not yet frames, and a loaded word may be the right word.",
        "To publish first is not to be followed: the other source may have it from elsewhere.",
        "The collection is what was brought: shares speak of it, not of all that was published.",
    ]
    return [Entries([(one, "") for one in items])]


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_told(one)}" for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_told, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
