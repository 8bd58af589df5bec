"""Stories against hand-made ones: B-cubed and pairwise figures, with the day of publication and with it hidden."""

from __future__ import annotations

import json
from functools import lru_cache
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


def evaluate(data: Path, *, against: bool = False, weights: Path | None = None) -> Evaluation:
    """Link each file alone and score its events.

    Parameters
    ----------
    data : a folder of .jsonl or .jsonl.gz files, or one: article_id (or doc), source, title, text, published, and the
        gold `story`; of a folder that holds `stories` or `coreference`, these.
    against : also score average link on TF-IDF with one threshold for all files (it does not read days).
    weights : folder of other weights; where it holds `same_story/folds.json`, every article is scored by the weights of
        its fold, which never saw it.

    Returns
    -------
    Evaluation: a row per file and one pooled (mean over articles of all that have days), each for days given, days
    hidden and the reference: B-cubed and pairwise precision, recall and F1, 95 % of B-cubed F1 when gold stories are
    resampled, and the number of stories. An article's story is the one of the lower level.

    Raises
    ------
    ReadError
        If there is no such file.
    """
    sets = read_sets(data)
    rows, predictions = [], []
    dated = [name for name, articles in sets.items() if "published" in articles and articles["published"].notna().any()]
    for variant in ("published", "hidden", *(("tfidf average link",) if against else ())):
        found = {}
        for name, articles in sets.items():
            if variant == "published" and name not in dated:
                continue
            predicted = _predicted(articles, variant, weights)
            found[name] = (articles["story"].tolist(), predicted)
            pairs = zip(articles["article_id"], predicted, strict=True)
            predictions += [
                {"data": name, "variant": variant, "article_id": one, "story_id": story} for one, story in pairs
            ]
            rows.append({"data": name, "variant": variant, **_figures([found[name]])})
        pooled = [found[name] for name in (dated or list(found))]
        rows.append({"data": "pooled", "variant": variant, **_figures(pooled)} if pooled else {})
    return Evaluation("stories", [row for row in rows if row], predictions)


def read_sets(data: Path) -> dict[str, pd.DataFrame]:
    """Read the articles of each set, with their `story` and the `group` that no fold splits (an ECB+ topic, or the
    set).

    Raises
    ------
    ReadError
        If there is none.
    """
    found = {}
    for path in _files(Path(data)):
        name = path.name.split(".")[0]
        articles = read_articles_of(path)
        topic = articles["topic"].astype(str) if "topic" in articles else None
        articles["group"] = name if topic is None else name + "/" + topic
        found[name] = articles.drop(columns="topic", errors="ignore")
    return found


def read_articles_of(path: Path) -> pd.DataFrame:
    """Read the articles of one set; an id given twice is scored twice, so each row gets its own."""
    table = pd.DataFrame(read_lines(path))
    if "doc" in table:  # ECB+: a document with its story and, of look-alike stories, their topic
        table = table.rename(columns={"doc": "article_id"})
    else:
        table = table.drop(columns="topic", errors="ignore")
    table["article_id"] = _numbered(table["article_id"].astype(str).tolist())
    for name in ("title", "source"):
        table[name] = table.get(name, "")
    kept = ("article_id", "source", "title", "text", "published", "story", "topic")
    table = table[[name for name in kept if name in table.columns]].copy()
    if "published" in table.columns:
        table["published"] = pd.to_datetime(table["published"], errors="coerce", utc=True, format="mixed")
    return table


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines, packed by gzip or not."""
    import gzip

    packed = path.suffix == ".gz"
    text = gzip.decompress(path.read_bytes()).decode("utf-8") if packed else path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def link_in_folds(name: str, articles: pd.DataFrame, weights: Path | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Link a collection by the weights of its fold for each decision, where there are folds."""
    return link_stories(articles, vectors=_embedded(articles), weights=weights_of(weights, name))


def weights_of(weights: Path | None, group: str) -> Path | None:
    """Return the folder of weights that never saw a group: `weights` itself, if it has no folds."""
    if weights is None:
        return None
    found = []
    for path in sorted(Path(weights).glob("*/folds.json")):
        fold = json.loads(path.read_text("utf-8")).get(group)
        if fold is not None:
            found.append(path.parent / str(fold) / f"{path.parent.name}.json")
    return _gathered(tuple(found)) if found else Path(weights)


@lru_cache(maxsize=64)
def _gathered(files: tuple[Path, ...]) -> Path:
    """Return a folder with copies of files of several folders."""
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="newslab-weights-"))
    for path in files:
        (folder / path.name).write_text(path.read_text("utf-8"), "utf-8")
    return folder


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
    folders = [data / name for name in ("stories", "coreference") if (data / name).is_dir()] or [data]
    files = [data] if data.is_file() else [path for one in folders for path in sorted(one.glob("*.jsonl*"))]
    files = [path for path in files if path.stat().st_size and _has_story(path)]
    if not files:
        raise ReadError(f"{data}: expected a .jsonl file with the field story, or a folder of them")
    return files


def _has_story(path: Path) -> bool:
    import gzip

    packed = path.suffix == ".gz"
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as lines:
        return '"story"' in lines.readline()


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


def _predicted(articles: pd.DataFrame, variant: str, weights: Path | None) -> list[Any]:
    if variant == "tfidf average link":
        return link_by_words(articles)
    gone = ["story", "group", *(["published"] if variant == "hidden" else [])]
    given, vectors = articles.drop(columns=gone, errors="ignore"), _embedded(articles)
    folders = {group: weights_of(weights, group) for group in sorted(set(articles["group"]))}
    story: dict[str, Any] = {}
    for folder in dict.fromkeys(folders.values()):
        stories, members = link_stories(given, vectors=vectors, weights=folder)
        parts = stories.loc[~stories["story_id"].isin(stories["parent_id"]), "story_id"]
        found = members[members["story_id"].isin(parts)].set_index("article_id")["story_id"]
        mine = articles["group"].map(folders.get) == folder if folder is not None else slice(None)
        story |= {one: found.get(one, one) for one in articles.loc[mine, "article_id"]}
    return [story[one] for one in articles["article_id"]]


def link_by_words(articles: pd.DataFrame) -> list[int]:
    """Return groups by average link on TF-IDF with one cut: the reference."""
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
