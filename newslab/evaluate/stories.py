"""Stories against hand-made ones: B-cubed and pairwise figures, with the day of publication and with it hidden."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.group.stories import embedding_texts, link_stories

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

RESAMPLES: Final = 500
REFERENCE_CUT: Final = 0.13  # best pooled F1 of the reference on the same three files: it is not ours to lose
Counts = dict[str, "NDArray[np.float64]"]


def evaluate(data: Path, *, against: bool = False) -> Evaluation:
    """Link each file alone and score its events.

    Parameters
    ----------
    data : a folder of .jsonl files, or one: article_id, source, title, text, published, and the gold `story`.
    against : also score average link on TF-IDF with one threshold for all files (it does not read days).

    Returns
    -------
    Evaluation: a row per file and one pooled (mean over articles), each for days given, days hidden and the reference:
    B-cubed and pairwise precision, recall and F1, 95 % of B-cubed F1 when gold stories are resampled, and the number
    of stories. An article's story is the one of the lower level.

    Raises
    ------
    ReadError
        If there is no such file.
    """
    files = _files(Path(data))
    sets = {path.stem: _read(path) for path in files}
    vectors = {name: _embedded(articles) for name, articles in sets.items()}
    rows, predictions = [], []
    for variant in ("published", "hidden", *(("tfidf average link",) if against else ())):
        found = {}
        for name, articles in sets.items():
            predicted = _predicted(articles, vectors[name], variant)
            found[name] = (articles["story"].tolist(), predicted)
            pairs = zip(articles["article_id"], predicted, strict=True)
            predictions += [
                {"data": name, "variant": variant, "article_id": one, "story_id": story} for one, story in pairs
            ]
            rows.append({"data": name, "variant": variant, **_figures([found[name]])})
        rows.append({"data": "pooled", "variant": variant, **_figures(list(found.values()))})
    return Evaluation("stories", rows, predictions)


def score_bcubed(gold: Sequence[Any], found: Sequence[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the B-cubed precision and recall of each article (Bagga & Baldwin 1998), both (n,), 0 to 1.

    Examples
    --------
    >>> precision, recall = score_bcubed(["a", "a", "b"], [1, 1, 1])
    >>> round(float(precision.mean()), 3), float(recall.mean())
    (0.556, 1.0)
    """
    wanted, given = pd.factorize(np.asarray(gold, dtype=object))[0], pd.factorize(np.asarray(found, dtype=object))[0]
    both = pd.factorize(wanted.astype(np.int64) * (given.max() + 1 if len(given) else 1) + given)[0]
    together = np.bincount(both)[both]
    precision: NDArray[np.float64] = together / np.bincount(given)[given]
    recall: NDArray[np.float64] = together / np.bincount(wanted)[wanted]
    return precision, recall


def score_pairs(gold: Sequence[Any], found: Sequence[Any]) -> tuple[int, int, int]:
    """Return the number of pairs of articles together in both, in `found`, and in `gold`."""
    wanted, given = pd.Series(gold, dtype=object), pd.Series(found, dtype=object)
    both = wanted.astype(str) + "\x1f" + given.astype(str)
    counts = [int((sizes * (sizes - 1) // 2).sum()) for sizes in (s.value_counts() for s in (both, given, wanted))]
    return counts[0], counts[1], counts[2]


def _files(data: Path) -> list[Path]:
    if not data.exists():
        raise ReadError(f"{data}: expected a .jsonl file with the field story, or a folder of them")
    data = data / "stories" if (data / "stories").is_dir() else data
    files = [data] if data.is_file() else sorted(data.glob("*.jsonl"))
    files = [path for path in files if path.stat().st_size and '"story"' in path.open(encoding="utf-8").readline()]
    if not files:
        raise ReadError(f"{data}: expected a .jsonl file with the field story, or a folder of them")
    return files


def _read(path: Path) -> pd.DataFrame:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    table = pd.DataFrame(rows)
    # an id given twice is scored twice, so each row gets its own
    table["article_id"] = _numbered(table["article_id"].astype(str).tolist())
    kept = [name for name in ("article_id", "source", "title", "text", "published", "story") if name in table.columns]
    table = table[kept].copy()
    if "published" in table.columns:
        table["published"] = pd.to_datetime(table["published"], errors="coerce", utc=True, format="mixed")
    return table


def _numbered(ids: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    made = []
    for one in ids:
        seen[one] = seen.get(one, 0) + 1
        made.append(one if seen[one] == 1 else f"{one}#{seen[one]}")
    return made


def _embedded(articles: pd.DataFrame) -> NDArray[Any]:
    from newslab.text.embed import embed

    return embed(embedding_texts(articles))


def _predicted(articles: pd.DataFrame, vectors: NDArray[Any], variant: str) -> list[Any]:
    if variant == "tfidf average link":
        return _reference(articles)
    given = articles.drop(columns=["story", *(["published"] if variant == "hidden" else [])], errors="ignore")
    stories, members = link_stories(given, vectors=vectors)
    parts = stories.loc[~stories["story_id"].isin(stories["parent_id"]), "story_id"]
    story = members[members["story_id"].isin(parts)].set_index("article_id")["story_id"]
    return [story.get(one, one) for one in articles["article_id"]]


def _reference(articles: pd.DataFrame) -> list[int]:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform
    from sklearn.feature_extraction.text import TfidfVectorizer

    titles = articles["title"].fillna("")
    texts = (titles + " " + titles + " " + articles["text"]).tolist()
    weighed = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    distance = 1 - (weighed @ weighed.T).toarray()
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    return [int(group) for group in fcluster(tree, 1 - REFERENCE_CUT, "distance")]


def _figures(sets: list[tuple[list[Any], list[Any]]]) -> dict[str, Any]:
    scored = [score_bcubed(gold, found) for gold, found in sets]
    precision, recall = (np.concatenate([one[k] for one in scored]) for k in (0, 1))
    both, given, wanted = np.sum([score_pairs(gold, found) for gold, found in sets], axis=0)
    low, high = _interval(precision, recall, [f"{k} {story}" for k, (gold, _) in enumerate(sets) for story in gold])
    figures: Mapping[str, float] = {
        "bcubed_p": precision.mean(),
        "bcubed_r": recall.mean(),
        "bcubed_f1": _harmonic(precision.mean(), recall.mean()),
        "bcubed_f1_low": low,
        "bcubed_f1_high": high,
        "pair_p": both / max(given, 1),
        "pair_r": both / max(wanted, 1),
        "pair_f1": _harmonic(both / max(given, 1), both / max(wanted, 1)),
    }
    counts = {"n": len(precision), "stories": sum(len(set(found)) for _, found in sets),
              "gold_stories": sum(len(set(gold)) for gold, _ in sets)}  # fmt: skip
    return {**counts, **{name: round(float(value), 4) for name, value in figures.items()}}


def _interval(precision: NDArray[Any], recall: NDArray[Any], stories: list[str]) -> tuple[float, float]:
    groups = pd.factorize(np.asarray(stories, dtype=object))[0]
    n = int(groups.max()) + 1
    sums = [np.bincount(groups, weights=values, minlength=n) for values in (precision, recall, np.ones(len(groups)))]
    drawn = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), size=RESAMPLES)
    p, r, size = (drawn @ one for one in sums)
    scores = np.array([_harmonic(a, b) for a, b in zip(p / size, r / size, strict=True)])
    return float(np.quantile(scores, 0.025)), float(np.quantile(scores, 0.975))


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0
