"""Quotations that sources of a story cut or altered, each against the fullest wording, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, Final

from newslab.compare.quotations import diff_quotes
from newslab.report.evidence import Evidence
from newslab.report.render import plain
from newslab.tables import slice_hash

MOST_QUOTED: Final = 8
MOST_VERSIONS: Final = 4
CHANGED: Final = ("altered", "cut")


def changed_quotations(evidence: Evidence, article_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the utterances whose words sources of a story render differently, altered ones first.

    Returns
    -------
    list of dicts: speaker, full (its source, words and citation), versions (source, version, diff as pairs of change
    and words, citation).
    """
    members = set(article_ids)
    said: dict[str, list[Any]] = {}
    for row in evidence.shelf.quotations:
        if str(row.article_id) in members:
            said.setdefault(str(row.quotation_id), []).append(row)
    found = []
    for rows in said.values():
        full = next((row for row in rows if row.version == "full"), None)
        changed = [row for row in rows if row.version in CHANGED and full is not None and row.source != full.source]
        if full is None or not changed:
            continue
        changed.sort(
            key=lambda row: (row.version != "altered", str(row.source), -len(str(row.text)), str(row.article_id))
        )
        changed = list({str(row.source): row for row in reversed(changed)}.values())[::-1]  # the fullest of each source
        found.append((changed[0].version != "altered", -int(full.n_origins), str(full.quotation_id), full, changed))
    found.sort(key=lambda one: one[:3])
    return [_told(evidence, full, changed) for *_, full, changed in found[:MOST_QUOTED]]


def _told(evidence: Evidence, full: Any, changed: Sequence[Any]) -> dict[str, Any]:
    return {
        "speaker": next((name for row in (full, *changed) if (name := plain(row.speaker))), ""),
        "full": _version(evidence, full, full),
        "versions": [_version(evidence, full, row) for row in changed[:MOST_VERSIONS]],
    }


def _version(evidence: Evidence, full: Any, row: Any) -> dict[str, Any]:
    words = next(
        (text[int(row.start) : int(row.end)] for text in evidence.shelf.texts(str(row.article_id), str(row.field))), ""
    )
    place = {"cited_id": str(row.quotation_id), "side": "", "article_id": str(row.article_id), "field": str(row.field)}
    cited = SimpleNamespace(**place, start=int(row.start), end=int(row.end), hash=slice_hash(words))
    return {
        "source": evidence.shelf.source(str(row.article_id)),
        "version": plain(row.version),
        "diff": [(change, plain(piece)) for change, piece in diff_quotes(str(full.text), str(row.text))],
        "cites": evidence.cite([cited]),
    }
