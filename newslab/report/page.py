"""The page of one story: every sentence opens the words that support it, in one file that needs no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from newslab.errors import OptionError
from newslab.report import sections
from newslab.report.changes import find_changes
from newslab.report.evidence import Evidence, newest
from newslab.report.origins import origins_graph
from newslab.report.pictures import pictures
from newslab.report.quotations import changed_quotations
from newslab.report.references import references, to_bibtex, to_csl_json, to_ris
from newslab.report.render import View
from newslab.report.shelf import Shelf, Tables
from newslab.tables import slice_hash

EDITED: Final = (  # what the version of a page is the hash of: all it tells, wherever it lies
    "headline",
    "paragraphs",
    "timeline",
    "contrasts",
    "who_tells",
    "glance",
    "quotations",
    "coverage",
    "emphasis",
    "pictures",
    "articles",
    "sources",
)


@dataclass(frozen=True, repr=False)
class Page(View):
    """A story page, built and not yet rendered.

    Attributes
    ----------
    story_id, title : of the story.
    data : what the templates show, plain texts, numbers, lists and dicts; untrusted until it is rendered.
    faults : sentences and citations that did not hold when the page was built; they are not shown. Columns place and
        difference.
    """

    story_id: str
    title: str
    data: Mapping[str, Any]
    faults: pd.DataFrame
    template = "story.html.j2"
    sandbox = "allow-scripts allow-popups"

    def shown(self) -> dict[str, Any]:
        """Return what its template sees: its data, and its articles in the three forms of reference managers."""
        forms = [("BibTeX", self.to_bibtex()), ("RIS", self.to_ris()), ("CSL-JSON", self.to_csl_json())]
        return {**super().shown(), "references": forms}

    def to_markdown(self) -> str:
        """Render headline, paragraphs, timeline and numbered sources as Markdown."""
        from newslab.report.markdown import to_markdown

        return to_markdown(self.data)

    def to_bibtex(self) -> str:
        """Return the story's articles as BibTeX."""
        return to_bibtex(self.data["references"])

    def to_ris(self) -> str:
        """Return the story's articles as RIS."""
        return to_ris(self.data["references"])

    def to_csl_json(self) -> str:
        """Return the story's articles as CSL-JSON."""
        return to_csl_json(self.data["references"])

    def verify(self) -> pd.DataFrame:
        """Say which sentences their citations do not support, and which citations do not hold.

        Every sentence is held against the words it cites (`newslab.digest.recheck`): hash and containment of the words,
        names and days in brackets, terms and counts in sentences from templates, headlines and headings.

        Returns
        -------
        DataFrame with columns `place` (a passage, event or citation) and `difference`; no row where all holds.
        """
        return self.faults.copy()

    def __repr__(self) -> str:
        return f"Page({self.story_id!r}, {self.title!r}, {self.data['verified']['n']} citations)"


def build_page(
    corpus: Tables,
    story_id: str,
    *,
    files: Mapping[str, str] | None = None,
    index: str | None = None,
    since: Tables | None = None,
) -> Page:
    """Build the page of one story.

    Parameters
    ----------
    corpus : the tables of a build, as `newslab.Corpus` holds them.
    story_id : one of `corpus.stories.story_id`.
    files : story_id -> name of its page in the same folder; None: sub-stories are listed without links.
    index : name of the index page in the same folder; None: no link to one.
    since : a former build; the page then tells what changed: articles, sentences, figures, verdicts.

    Returns
    -------
    Page, with every citation re-checked against the stored articles; one that does not hold is not shown, and is a row
    of `page.verify()`.

    Raises
    ------
    OptionError
        If the corpus has no such story.

    Examples
    --------
    >>> import newslab as nl
    >>> build_page(nl.Corpus(), "story-1")
    Traceback (most recent call last):
    newslab.errors.OptionError: story_id: no story 'story-1' among the 0 of this corpus
    """
    former = Shelf.of(since) if since is not None else None
    return shelf_page(Shelf.of(corpus), story_id, files=files or {}, index=index or "", former=former)


def shelf_page(
    shelf: Shelf, story_id: str, *, files: Mapping[str, str], index: str, former: Shelf | None = None
) -> Page:
    """Build a page from tables already indexed: many pages of one corpus share a shelf."""
    if story_id not in shelf.stories:
        raise OptionError(f"story_id: no story {story_id!r} among the {len(shelf.stories):,} of this corpus")
    evidence = Evidence(shelf)
    members = shelf.articles_of(story_id)
    headline, told = sections.paragraphs(evidence, story_id)
    title = headline["text"] if headline else sections.headline_of(shelf, story_id)
    data: dict[str, Any] = {
        "story_id": story_id,
        "title": title,
        "headline": headline or None,
        "index": index,
        "parent": _parent(shelf, story_id, files),
        "updated": newest(shelf, members),
        "facts": sections.facts(shelf, story_id, members),
        "paragraphs": told,
        "span": sections.published_span(shelf, members),
        "timeline": sections.timeline(evidence, story_id),
        "contrasts": sections.contrasts(evidence, story_id),
        "who_tells": sections.who_tells(evidence, story_id),
        "glance": sections.glance(evidence, story_id),
        "coverage": sections.coverage(shelf, story_id),
        "emphasis": sections.emphasis(shelf, story_id),
        "parts": sections.parts(shelf, story_id, files),
        "quotations": changed_quotations(evidence, members),
        "pictures": pictures(evidence, members, *shelf.days(members)),
        "articles": sections.all_articles(evidence, members),
        "writer": shelf.writer(story_id),
        "references": references(shelf, members),
    }
    data |= {
        "origins": origins_graph(evidence, members),
        "sources": evidence.sources(),
        "evidence": evidence.payload(),
        "verified": {
            "n": len(evidence.cites),
            "failed": len(evidence.faults),
            "sentences": evidence.n_sentences,
            "held": evidence.n_held,
        },
        "version": shelf.version,
    }
    edited = {name: data[name] for name in EDITED}
    data["edition"] = slice_hash(json.dumps(edited, sort_keys=True, ensure_ascii=False))[:12]
    data["changes"] = find_changes(former, shelf, story_id) if former is not None else None
    faults = pd.DataFrame(evidence.faults, columns=["place", "difference"])
    return Page(story_id=story_id, title=title, data=data, faults=faults)


def _parent(shelf: Shelf, story_id: str, files: Mapping[str, str]) -> dict[str, str] | None:
    parent = shelf.stories[story_id].parent_id
    if not isinstance(parent, str) or parent not in shelf.stories:
        return None
    return {"title": sections.headline_of(shelf, parent), "href": files.get(parent, "")}
