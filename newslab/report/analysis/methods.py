"""What was done, in words and numbers: from the manifest and the tables, with the methods' sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from newslab.report.analysis.blocks import Block, Entries, Prose
from newslab.report.render import plural

if TYPE_CHECKING:
    from newslab.corpus import Corpus

# what each step does, told only if it was run: table, words, keys of SOURCES
STEPS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("sentences", "Sentences, names, times, numbers, quotations and statements (clauses that assert one thing) were found in each English text with a dependency parser and small calibrated models: {statements:,} statements in {sentences:,} sentences.", ()),
    ("copies", "Articles that repeat another's text were found by the Jaccard similarity of five-word shingles: {copies:,} links. A copied text counts once.", ("broder",)),
    ("topics", "Topics are communities of a graph of shared nearest neighbours between sentence embeddings, in a BERTopic model; their words are weighed by class-based TF-IDF: {topics:,} topics.", ("grootendorst", "jarvis", "blondel", "reimers")),
    ("stories", "Articles were linked into stories by a learned probability that two groups of articles tell of one course of events: {stories:,} stories and parts of stories.", ()),
    ("events", "Statements of several articles that tell one happening were linked into events with a day no finer than it is known: {events:,} events. The number of sources of an event counts independent origins.", ("edtf",)),
    ("coverage", "Coverage: a source's reports of a story against what its volume lets expect, two-sided exact tests (mid-p), Wilson intervals, false discovery rates.", ("wilson", "benjamini")),
    ("emphasis", "Emphasis: log-odds of terms between the sources of a story with an informative Dirichlet prior from the collection.", ("monroe",)),
    ("contrasts", "Differences: statements of one event were compared value by value; each has a verdict and a calibrated probability. Facts that one source tells and the full text of another does not are omissions: {contrasts:,} differences were kept, {shown:,} are sure enough to be shown.", ()),
)  # fmt: skip
SOURCES: Final[dict[str, str]] = {
    "broder": "Broder, A. (1997). On the resemblance and containment of documents. Proceedings of Compression and Complexity of Sequences.",
    "grootendorst": "Grootendorst, M. (2022). BERTopic: Neural topic modeling with a class-based TF-IDF procedure. arXiv:2203.05794.",
    "jarvis": "Jarvis, R. A., & Patrick, E. A. (1973). Clustering using a similarity measure based on shared near neighbors. IEEE Transactions on Computers, C-22(11).",
    "blondel": "Blondel, V. D., Guillaume, J.-L., Lambiotte, R., & Lefebvre, E. (2008). Fast unfolding of communities in large networks. Journal of Statistical Mechanics, P10008.",
    "reimers": "Reimers, N., & Gurevych, I. (2019). Sentence-BERT: Sentence embeddings using Siamese BERT-networks. EMNLP-IJCNLP.",
    "edtf": "ISO 8601-2:2019. Date and time: Representations for information interchange, part 2: Extensions.",
    "wilson": "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American Statistical Association, 22(158).",
    "benjamini": "Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B, 57(1).",
    "monroe": "Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words. Political Analysis, 16(4).",
    "efron": "Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman & Hall.",
    "hennig": "Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics & Data Analysis, 52(1).",
}  # fmt: skip


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
