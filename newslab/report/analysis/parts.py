"""The parts of a report: what each shows, and the code that gives the same in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

import pandas as pd

from newslab.digest.periods import tell_day, tell_period
from newslab.group.grouping import story_days
from newslab.report import plots
from newslab.report.analysis.blocks import Block, Entries, Figure, Prose, Section, Table
from newslab.report.analysis.methods import SOURCES, limit_blocks, method_blocks, source_keys
from newslab.report.analysis.study import Study
from newslab.report.plots.base import cut
from newslab.report.references import reference_line, references_of
from newslab.report.render import plain, plural, rows_of

if TYPE_CHECKING:
    from newslab.text.spans import Spans

MOST_REFERENCES: Final = 400
MOST_STORIES: Final = 5
MOST_GROUPS: Final = 6  # whose themes are told
MOST_NAMES: Final = 4  # towards whom tone is told
MOST_APART: Final = 3  # stories whose differences are told one by one
MOST_FACTS: Final = 6  # of one of them


def question_part(study: Study) -> list[Block]:
    """Tell what was asked."""
    return [Prose(study.question or "No question was given; the report describes the collection.")]


def data_part(study: Study) -> list[Block]:
    """State what was brought, from whom and when, and what was not taken."""
    corpus, articles = study.corpus, study.corpus.articles
    days = story_days(articles).dropna()
    period = f", published {tell_period(days.min(), days.max())}" if len(days) else ""
    kept = [f"{plural(len(articles), 'article')} of {plural(articles['source'].nunique(), 'source')}{period}."]
    copied = int(corpus.copies.loc[corpus.copies["kind"].isin(["same", "near", "syndicated"]), "article_id"].nunique())
    kept.append(
        f"{plural(copied, 'article')} repeat{'s' if copied == 1 else ''} the text of another."
        if copied
        else "No article repeats another's text."
    )
    languages = articles["language"].fillna("unknown").value_counts()
    kept.append("Languages: " + ", ".join(f"{name} {n:,}" for name, n in languages.items()) + ".")
    cut_texts = int((articles["text_status"] == "truncated").sum())
    kept += [f"{plural(cut_texts, 'text')} {'is' if cut_texts == 1 else 'are'} cut short."] if cut_texts else []
    rows = articles.assign(
        group=study.groups.fillna("(none)"),
        day=story_days(articles),
        words=articles["text"].map(lambda text: len(text.split())).astype("float64"),
    )
    table = rows.groupby("group").agg(
        articles=("article_id", "size"), first=("day", "min"), last=("day", "max"), words=("words", "median")
    )
    table["words"] = table["words"].round().astype("int64")
    table = (
        table.sort_values("articles", ascending=False)
        .reset_index()
        .rename(columns={"group": study.what, "words": "median words"})
    )
    more = f" {plural(len(table) - 20, 'smaller one')} not listed." if len(table) > 20 else ""
    blocks: list[Block] = [
        Prose(" ".join(kept)),
        Table(table.head(20), f"Articles by {study.what}, the most first.{more}"),
    ]
    untaken = corpus.problems[corpus.problems["article_id"].isna()]
    if len(untaken):
        reasons = untaken["reason"].value_counts().rename_axis("reason").reset_index(name="records")
        blocks.append(Table(reasons.head(12), f"{plural(len(untaken), 'record')} not taken, by reason."))
    else:
        blocks.append(Prose("Every record that was read was taken."))
    return blocks


def topics_part(study: Study) -> list[Block]:
    """Show the topics, and who wrote on them when."""
    from newslab.group.trend import count_trend

    corpus = study.corpus
    if corpus.topics.empty:
        return [Prose("No topics were found.")]
    days = story_days(corpus.articles).dropna()
    span = (days.max() - days.min()).days if len(days) else 0
    period = "D" if span <= 21 else "W" if span <= 200 else "M" if span <= 1500 else "Y"
    trend = count_trend(corpus.articles, corpus.article_topics, by=study.by, period=period, copies=corpus.copies)
    sums = count_trend(corpus.articles, corpus.article_topics, by=study.by, period="all", copies=corpus.copies)
    listed = corpus.topics.head(15)[["label", "n_articles", *[one for one in ("stability",) if one in corpus.topics]]]
    listed = listed.rename(columns={"label": "topic", "n_articles": "articles"})
    n_in = corpus.article_topics["article_id"].nunique()
    return [
        Table(
            listed,
            f"The largest of {plural(len(corpus.topics), 'topic')}; {n_in:,} of {len(corpus.articles):,} articles "
            "are in one. "
            "Stability is the share of a topic that is found again without a tenth of the articles: below .5 do not "
            "build on it.",
        ),
        Figure(
            plots.plot_topics(trend, corpus.topics),
            f"Articles on each topic over time, by {study.what}; copies are not counted.",
        ),
        Figure(
            plots.plot_topic_shares(sums, corpus.topics),
            f"Which {study.what} writes on which topic, articles without a day too; the colour is the part of all "
            "its own articles.",
        ),
    ]


def stories_part(study: Study) -> list[Block]:
    """Show the largest stories, and the timeline of the largest."""
    corpus = study.corpus
    blocks: list[Block] = []
    if study.tops.empty:
        return [Prose("No stories were linked.")]
    columns = {
        "title": "story",
        "first_day": "first day",
        "last_day": "last day",
        "n_articles": "articles",
        "n_sources": "origins",
    }
    listed = study.tops.head(12)[list(columns)].rename(columns=columns)
    blocks.append(
        Table(
            listed,
            f"The largest of {plural(len(study.tops), 'story', 'stories')}; origins are the outlets in which its texts "
            f"were first published: copies are none.",
        )
    )
    for story in rows_of(study.tops.head(1)):
        from newslab.events.timeline import build_timeline

        timeline = build_timeline(corpus, corpus.family(str(story.story_id)), limit=18)
        if len(timeline) and study.text != "none":
            blocks.append(
                Figure(
                    plots.plot_timeline(timeline),
                    f"The largest story: {cut(story.title, 120)}. A bar is as long as the time is uncertain.",
                )
            )
    for story in rows_of(study.tops.head(MOST_STORIES)) if study.text != "none" else ():
        told = corpus.passages[corpus.passages["story_id"] == story.story_id].sort_values(["paragraph", "position"])
        told = told[told["kind"] != "headline"].head(3)
        if len(told):
            blocks.append(Prose(f"{cut(story.title, 160)}: " + " ".join(study.words(one) for one in told["text"])))
    return blocks


def coverage_part(study: Study) -> list[Block]:
    """Show who covers what, who least, and who came first."""
    from newslab.compare.coverage import score_coverage, score_reach
    from newslab.compare.following import score_following

    corpus = study.corpus
    coverage = score_coverage(corpus.articles, corpus.members, corpus.copies, by=study.by)
    if coverage.empty:
        return [Prose("No story was carried by a named source.")]
    tops = coverage[coverage["story_id"].isin(set(study.tops["story_id"]))]
    names = {"source": study.what, "n_reports": "reports", "n_stories": "stories", "expected": "expected of its volume"}
    reach = score_reach(tops).rename(columns=names)
    titled = tops.merge(corpus.stories[["story_id", "title"]], on="story_id")
    silent = titled[(titled["n"] == 0) & (titled["n_reports"] > 1)].sort_values(
        ["expected", "story_id"], ascending=[False, True]
    )
    odd = titled[titled["q"] <= 0.1].sort_values("q")
    blocks: list[Block] = [
        Table(
            reach.head(15),
            f"Who covers least: of {plural(tops['story_id'].nunique(), 'story', 'stories')}, those that each "
            f"{study.what} carried at least once, and as many as it "
            "would have carried had it drawn its reports from all by chance; least first. A z below -2 is clearly "
            "fewer.",
        ),
        Figure(
            plots.plot_coverage(coverage, corpus.stories),
            f"Reports of each story by {study.what}; the colour is the share of the story.",
        ),
    ]
    if len(silent):
        blocks.append(_silent_table(study, silent))
    if len(odd):
        rows = odd[["title", "source", "n", "expected", "q"]].head(10)
        rows = rows.rename(columns={"title": "story", "source": study.what, "n": "reports"})
        blocks.append(
            Table(rows, "Clearly more or fewer reports than the volume of a source lets expect (q up to .1).")
        )
    else:
        blocks.append(Prose("No share differs from what volume lets expect at a false discovery rate of .1."))
    following = score_following(coverage, corpus.stories)
    if len(following):
        blocks.append(
            Figure(
                plots.plot_following(following),
                "Of the stories that both carried, the part in which the row published first. To be first is not to be "
                "followed.",
            )
        )
    return blocks


def _silent_table(study: Study, silent: pd.DataFrame) -> Table:
    names = {"title": "story", "source": study.what, "n_reports": "reports by all", "expected": "expected of it"}
    return Table(
        silent[["title", "source", "n_reports", "expected"]].head(8).rename(columns=names),
        f"Stories that a {study.what} did not carry though its volume lets expect a report, most expected first.",
    )


def speakers_part(study: Study) -> list[Block]:
    """Show who is quoted and who acts."""
    from newslab.compare.speaking import score_speakers

    speakers = score_speakers(study.corpus.articles, study.corpus, by=study.by, copies=study.corpus.copies)
    if speakers.empty:
        return [Prose("Nobody is quoted or acts by name.")]
    actors = speakers[speakers["n_statements"] > 0].sort_values(["n_statements", "speaker"], ascending=[False, True])
    return [
        Figure(
            plots.plot_speakers(speakers),
            f"Whose words are quoted, by {study.what}: share of the quoted words that have a speaker, with 95 % "
            "bootstrap intervals over articles.",
        ),
        Table(
            actors.head(12)[["group", "speaker", "n_statements", "acts", "n_articles"]].rename(
                columns={
                    "group": study.what,
                    "speaker": "who",
                    "n_statements": "statements",
                    "acts": "part of all",
                    "n_articles": "articles",
                }
            ),
            "Who acts: statements whose actor it is, and their part of all statements with a named actor.",
        ),
    ]


def emphasis_part(study: Study) -> list[Block]:
    """Show the themes and words that the groups of the whole collection stress, and their tone."""
    from newslab.compare.emphasis import score_emphasis
    from newslab.compare.themes import find_themes

    corpus = study.corpus
    spans = cast("Spans", corpus)
    found = score_emphasis(corpus.articles, spans, by=study.by, copies=corpus.copies)
    if found.empty:
        return [Prose("No two groups are large enough to compare their words.")]
    blocks = _theme_blocks(study, find_themes(corpus.articles, spans, by=study.by, copies=corpus.copies))
    blocks.append(
        Figure(
            plots.plot_emphasis(found),
            f"Single terms of each {study.what} against all others, over the whole collection; read n beside it: a "
            f"term of one text is that text's.",
        )
    )
    groups = study.groups.value_counts().index[:2].tolist()
    if study.groups.nunique() == 2:
        every = score_emphasis(corpus.articles, spans, by=study.by, copies=corpus.copies, min_z=-99, max_terms=600)
        blocks.append(
            Figure(
                plots.plot_emphasis_plane(every, groups=(groups[0], groups[1])),
                "Words of the two groups by how often either writes them.",
            )
        )
    return [*blocks, *_tone_blocks(study)]


def _theme_blocks(study: Study, themes: pd.DataFrame) -> list[Block]:
    """Tell what each of the largest groups stresses, each theme with a sentence that says it."""
    sizes = study.groups.value_counts()
    groups = sorted(set(themes["source"]), key=lambda one: (-int(sizes.get(one, 0)), one))
    if not groups:
        return [Prose(f"No theme stands in clearly more texts of one {study.what} than of the others.")]
    of = study.corpus.articles.set_index("article_id")
    blocks: list[Block] = [
        Prose(
            f"Themes that stand in a larger share of the texts of one {study.what}, the furthest ahead first: how many "
            f"of its texts and "
            "sentences speak of it, how many sentences of the others, and what it says of it."
        )
    ]
    for group in groups[:MOST_GROUPS]:
        lines = []
        for row in rows_of(themes[themes["source"] == group]):
            told = (
                f"{row.theme}: {plural(row.n_articles, 'text')}; {row.n:,} of its {row.n_all:,} sentences, "
                f"{row.n_other:,} of the others' "
                f"{row.n_other_all:,}."
            )
            key = row.article_ids[0] if row.article_ids else ""
            quote = study.words(row.sentences[0]) if row.sentences else ""
            outlet, url = (plain(of.loc[key, name]) if quote else "" for name in ("source", "url"))
            lines.append((f"{told} “{quote}”{f' ({outlet})' if outlet else ''}" if quote else told, url))
        blocks += [Prose(str(group), heading=True), Entries(lines)]
    left = len(groups) - MOST_GROUPS
    return [*blocks, Prose(f"{left:,} smaller ones are not told.")] if left > 0 else blocks


def _tone_blocks(study: Study) -> list[Block]:
    """Show the tone of each group beside the names that act most."""
    from newslab.compare.loaded import score_tone

    corpus = study.corpus
    names = corpus.names[corpus.names["kind"] == "person"] if len(corpus.names) else corpus.names
    if names.empty or corpus.loaded.empty:
        return []
    spans = cast("Spans", corpus)
    most = names.groupby("entity_id")["article_id"].nunique().sort_index().nlargest(MOST_NAMES, keep="first")
    parts = []
    for entity in most.index:
        told = names.loc[names["entity_id"] == entity, "text"]
        called = (
            told.groupby(told).size().sort_index().idxmax()
            if "canonical" not in names
            else names.loc[names["entity_id"] == entity, "canonical"].iloc[0]
        )
        found = score_tone(corpus.loaded, corpus.articles, spans, str(entity), by=study.by, over="all")
        parts.append(found.assign(name=called))
    tone = pd.concat(parts)
    if tone.empty:
        return []
    tone["95 % interval"] = [f"{row.low:+.2f} to {row.high:+.2f}" for row in rows_of(tone)]
    tone = tone.rename(columns={"source": study.what, "n": "sentences"})
    return [
        Table(
            tone[["name", study.what, "sentences", "blame", "praise", "tone", "95 % interval"]].head(24),
            "Tone beside the people named in most articles: sentences that name them, those with a word of blame or of "
            "praise that nobody is quoted "
            "with, and (praise - blame) / sentences. A loaded word beside a name need not be about it.",
        )
    ]


def differences_part(study: Study) -> list[Block]:
    """Show which stories differ most, and how."""
    corpus = study.corpus
    shown = corpus.contrasts[corpus.contrasts["shown"] & ~corpus.contrasts["kind"].isin(["coverage", "emphasis"])]
    if shown.empty:
        return [Prose("No difference is sure enough to be shown.")]
    parents = dict(
        zip(corpus.stories["story_id"], corpus.stories["parent_id"].fillna(corpus.stories["story_id"]), strict=True)
    )
    top = shown["story_id"].map(parents)
    per = (
        shown.assign(story_id=top, omission=shown["kind"] == "omission")
        .groupby("story_id")
        .agg(differences=("omission", lambda cells: int((~cells).sum())), omissions=("omission", "sum"), p=("p", "sum"))
    )
    per = per.reset_index().merge(corpus.stories[["story_id", "title", "n_articles"]], on="story_id")
    per["per article"] = (per["differences"] + per["omissions"]) / per["n_articles"]
    per = per[per["n_articles"] > 1].sort_values(["p", "story_id"], ascending=[False, True])
    listed = per.head(10)[["title", "n_articles", "differences", "omissions", "per article"]]
    blocks: list[Block] = [
        Table(
            listed.rename(
                columns={"title": "story", "n_articles": "articles", "omissions": "facts that some do not tell"}
            ),
            "Stories by how much their sources differ, the most first (sum of the probabilities of the differences "
            "shown).",
        )
    ]
    if study.text == "none":
        return blocks
    for story in rows_of(per.head(MOST_APART)):
        rows = shown[top == story.story_id].sort_values(["p", "contrast_id"], ascending=[False, True])
        rows = pd.concat([rows[rows["kind"] != "omission"], rows[rows["kind"] == "omission"]]).head(MOST_FACTS)
        blocks += [
            Prose(cut(story.title, 160), heading=True),
            Entries([(_difference(study, row), "") for row in rows_of(rows)]),
        ]
    blocks.append(
        Figure(
            plots.plot_omissions(corpus.contrasts, corpus.articles, corpus.stories, most=16),
            "Of the story that differs most: what some sources tell and the full text of others does not.",
        )
    )
    return blocks


def _difference(study: Study, row: Any) -> str:
    """Tell one difference: who says what, who says otherwise or nothing, and how sure the build is of it."""
    value = study.words(row.value)
    if row.kind == "omission":
        return f"{row.source} tells, {row.other} does not: “{value}” (p {row.p:.2f})"
    return (
        f"{row.source}: “{value}”; {row.other}: “{study.words(row.other_value)}” ({row.verdict}; p {row.p:.2f}). "
        f"{study.words(row.reason)}"
    ).rstrip()


def references_part(study: Study) -> list[Block]:
    """List the works that the methods rest on, and the articles."""
    works = [(SOURCES[key], "") for key in source_keys(study.corpus, ("efron", "hennig"))]
    order = ["source", "published_day", "title", "article_id"]
    rows = references_of(study.corpus.articles.sort_values(order, na_position="last"))
    listed = [(reference_line(row).removesuffix(f" {row['url']}"), row["url"]) for row in rows[:MOST_REFERENCES]]
    more = (
        [
            Prose(
                f"{len(rows) - MOST_REFERENCES:,} more articles are in the exported references (newslab export --to "
                f"bib)."
            )
        ]
        if len(rows) > MOST_REFERENCES
        else []
    )
    return [
        Prose("Methods", heading=True),
        Entries(works),
        Prose(f"Articles ({len(rows):,})", heading=True),
        Entries(listed, numbered=True),
        *more,
    ]


def texts_part(study: Study) -> list[Block]:
    """Give the articles in full, where the report may."""
    blocks: list[Block] = []
    for row in rows_of(study.corpus.articles):
        head = " · ".join(
            one for one in (str(row.source) if isinstance(row.source, str) else "", tell_day(row.published_day)) if one
        )
        blocks += [Prose(f"{row.title if isinstance(row.title, str) else 'Untitled'} ({head})"), Prose(str(row.text))]
    return blocks


Maker = Callable[[Study], list[Block]]
PARTS: Final[Mapping[str, tuple[str, Maker, str]]] = {
    "question": ("Question", question_part, ""),
    "data": ("Data", data_part, 'corpus.articles.groupby("source").size().sort_values(ascending=False).head(20)'),
    "methods": (
        "Methods",
        lambda study: method_blocks(study.corpus),
        'corpus.manifest["options"], corpus.manifest["versions"]',
    ),
    "topics": (
        "Topics",
        topics_part,
        'trend = nl.count_trend(corpus.articles, corpus.article_topics, by=by, period="Y", '
        "copies=corpus.copies)\nnl.plot_topics(trend, corpus.topics)",
    ),
    "stories": (
        "Stories",
        stories_part,
        'corpus.stories[corpus.stories["parent_id"].isna()].nlargest(12, "n_articles")[["title", "n_articles", '
        '"n_sources"]]',
    ),
    "coverage": (
        "Who covers what",
        coverage_part,
        "coverage = nl.score_coverage(corpus.articles, corpus.members, corpus.copies, "
        "by=by)\nnl.plot_coverage(coverage, corpus.stories)",
    ),
    "speakers": (
        "Who speaks",
        speakers_part,
        "nl.plot_speakers(nl.score_speakers(corpus.articles, corpus, by=by, copies=corpus.copies))",
    ),
    "emphasis": (
        "What is stressed",
        emphasis_part,
        'nl.find_themes(corpus.articles, corpus, by=by, copies=corpus.copies)[["source", "theme", "n_articles", "n", '
        '"n_other"]]',
    ),
    "differences": (
        "Where sources differ",
        differences_part,
        "nl.plot_omissions(corpus.contrasts, corpus.articles, corpus.stories)",
    ),
    "limits": ("Limits", lambda study: limit_blocks(study.corpus), ""),
    "references": ("References", references_part, ""),
}


def make_sections(study: Study, parts: list[str]) -> list[Section]:
    """Return the parts asked for, in the order given."""
    made = [Section(name, PARTS[name][0], PARTS[name][1](study), PARTS[name][2]) for name in parts]
    return [*made, Section("texts", "Texts", texts_part(study))] if study.text == "full" else made
