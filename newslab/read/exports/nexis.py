"""Nexis Uni and Lexis Advance: one document of many articles, each of which ends with "End of Document"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from newslab.read.exports import labels
from newslab.read.exports.labels import fold, is_date, label_of
from newslab.read.found import Found, Problem, Record

END: Final = re.compile(
    r"\W*(?:End of Document|Ende des Dokument(?:e?s)?|Fin du document|Fin del documento|Fine del documento|"
    r"Einde (?:van )?(?:het )?document|Fim do documento)\W*",
    re.IGNORECASE,
)
BODY: Final = re.compile(r"(?:Body|Text|Texte|Texto|Testo|Tekst|Volltext|Corps|Cuerpo|Corpo|Hauptteil)", re.IGNORECASE)
COVER: Final = re.compile(
    r"(?:Date and Time|Job Number|Documents? \(\d+\)|Client/Matter|Search Terms|Search Type|Narrowed by|Content Type|"
    r"Datum und (?:Uhr)?zeit|Auftragsnummer|Jobnummer|Dokumente? \(\d+\)|Suchbegriffe|Suchart|Suchtyp|Eingegrenzt|"
    r"Date et heure|Numéro de (?:la )?tâche|Termes (?:de )?recherch|Type de recherche|Affiné par|"
    r"Datum en tijd|Taaknummer|Documenten \(\d+\)|Zoektermen|Zoektype|Fecha y hora|Términos de búsqueda)",
    re.IGNORECASE,
)
COUNT: Final = re.compile(r"(?:Documents?|Dokumente?|Documenten|Documentos?|Documenti) \((\d+)\)", re.IGNORECASE)
FOOT: Final = re.compile(
    r"Classification|Klassifi[kz]ierung|Classificatie|Clasificación|Classificazione", re.IGNORECASE
)
GRAPHIC: Final = re.compile(r"Graphics?|Grafik|Graphique|Grafiek|Gráfico", re.IGNORECASE)
RIGHTS: Final = re.compile(r"(?:Copyright\b|©|\(c\)\s|All Rights Reserved)", re.IGNORECASE)
MOST_COVER: Final = 2000  # characters of the cover that each article keeps


def is_nexis(lines: Sequence[str]) -> bool:
    """Tell a Nexis document by the line that ends each article."""
    return any(END.fullmatch(line) for line in lines if len(line) < 60)


def read_nexis(lines: Sequence[str], place: str) -> Iterator[Found]:
    """Read the articles between the lines that end them; a block that is none is a problem with its beginning."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if len(line) < 60 and END.fullmatch(line):
            blocks.append([])
        else:
            blocks[-1] += labels.split_labels(line.replace("\f", ""))
    cover, blocks[0] = _split_cover(blocks[0])
    provenance = _provenance(cover)
    told = next((int(found[1]) for line in cover if (found := COUNT.match(fold(line)))), None)
    rest = blocks.pop()
    number = 0
    for number, block in enumerate(blocks, 1):
        yield _record(block, place, number, provenance, cut=False)
    if any(map(fold, rest)):
        number += 1
        if any(BODY.fullmatch(fold(line)) for line in rest):
            yield _record(rest, place, number, provenance, cut=True)
        else:
            yield Problem(place, number, "text after the last article that is no article", labels.first_line(rest))
    if told is not None and told != number:
        yield Problem(place, 0, f"the cover tells {told} documents, this file holds {number}", provenance[:200])


def _split_cover(block: list[str]) -> tuple[list[str], list[str]]:
    """Cut the cover off the first article: it reaches to the last of its labels before the first date line's
    headline.
    """
    last = max((at for at, line in enumerate(block) if COVER.match(fold(line))), default=-1)
    first_body = next((at for at, line in enumerate(block) if BODY.fullmatch(fold(line))), len(block))
    if last < 0 or last > first_body:
        return [], block
    dated = next((at for at in range(last + 1, len(block)) if is_date(block[at])), None)
    if dated is None:
        gap = next(
            (at for at in range(first_body - 1, last, -1) if not any(map(fold, block[max(at - 2, 0) : at + 1]))), last
        )
        return block[: gap + 1], block[gap + 1 :]
    if all(
        map(fold, block[last + 1 : dated])
    ):  # a form without empty lines, such as PDF: headline and publication are one line each
        start = max(dated - 2, last + 1)
        return block[:start], block[start:]
    start, seen = dated, 0
    while start - 1 > last and (fold(block[start - 1]) or seen < 2):
        start -= 1
        seen += bool(fold(block[start]))
    return block[:start], block[start:]


def _provenance(cover: list[str]) -> str:
    """Return what the cover says of the search, each line once, without the list of titles."""
    lines = [fold(line) for line in cover]
    told = [line for line in lines if line and not re.match(r"\d+\.\s", line)]
    return "\n".join(dict.fromkeys(told))[:MOST_COVER]


def _record(block: list[str], place: str, number: int, provenance: str, *, cut: bool) -> Found:
    values = parse_article(block)
    if not values.get("title") and not values.get("text"):
        return Problem(place, number, "a block without headline and text", labels.first_line(block))
    if cut:
        values["text_status"] = "truncated"
    return Record(place, number, values | labels.filled({"provenance": provenance}), named=True)


def parse_article(block: Sequence[str]) -> dict[str, Any]:
    """Read one article: headline, publication and date by place, all else by labels, none of which need be there."""
    lines = [fold(line) for line in block]
    body = next((at for at, line in enumerate(lines) if BODY.fullmatch(line)), None)
    head = lines[: body if body is not None else _head_end(lines)]
    after = list(block[body + 1 if body is not None else len(head) :])
    text, graphic, foot = _split_foot(after)
    told = _labelled([line for line in head if line])
    told |= {name: cell for name, cell in _labelled(foot).items() if name not in told and name != "plain"}
    plain = told.pop("plain", [])
    words = labels.count_words(told.get("length", ""))
    section, page = labels.split_section(told.pop("section", ""))
    status = "truncated" if labels.is_cut(text, words) else "full"
    return labels.filled(
        {
            **_placed(plain),
            "text": text,
            "subtitle": told.pop("highlight", ""),
            "section": section,
            "page": page,
            "authors": labels.bare_byline(told.get("byline", "")),
            "language": told.pop("language", ""),
            "url": told.pop("url", ""),
            "words": words,
            "loaded": labels.to_day(told.pop("loaded", "")),
            "text_status": status,
            "images": [{"url": "", "caption": line} for line in graphic],
            **_extra(told),
        }
    )


def _extra(told: dict[str, str]) -> dict[str, str]:
    """Return the provider's own fields; one that has the name of another of our columns gets another name."""
    return {{"headline": "headline_label"}.get(name, name): cell for name, cell in told.items()}


def _head_end(lines: list[str]) -> int:
    """Return where the head of an article without a line "Body" ends: after its last label, copyright or date."""
    early = [
        at
        for at, line in enumerate(lines[:40])
        if label_of(line)[0] in {"byline", "section", "length", "highlight", "dateline"}
        or RIGHTS.match(line)
        or is_date(line)
    ]
    if early:
        return early[-1] + 1
    filled = [at for at, line in enumerate(lines) if line]
    return (filled[1] if len(filled) > 1 else filled[0] if filled else 0) + 1 if filled else 0


def _labelled(lines: list[str]) -> dict[str, Any]:
    """Return labelled values by our names, and the lines without a label as "plain"."""
    told: dict[str, Any] = {"plain": []}
    for line in lines:
        name, value = label_of(line)
        if name and name not in told:
            told[name] = value
        elif RIGHTS.match(line):
            told.setdefault("rights", line)
        elif line and not name:
            told["plain"].append(line)
    return told


def _placed(plain: list[str]) -> dict[str, Any]:
    """Tell headline, publication and date by their places: the publication stands right before the last of the
    dates.
    """
    note = [line for line in plain if re.fullmatch(r"correction appended", line, re.IGNORECASE)]
    plain = [line for line in plain if line not in note]
    dates = [at for at, line in enumerate(plain[:10]) if at and is_date(line)]
    at = dates[-1] if dates else min(2, len(plain))
    source = plain[at - 1] if at > 1 else ""
    title = " ".join(plain[: max(at - 1, 1)]) if at > 1 or not dates else plain[0]
    if not dates:
        title, source = (plain[0] if plain else ""), (plain[1] if len(plain) > 1 else "")
    publication, where = labels.split_place(source)
    rest = plain[at + 1 :] if dates else plain[2:]
    return {
        "title": title,
        "source": publication,
        "place": where,
        "published": plain[at] if dates else "",
        "edition_line": "; ".join(rest),
        "corrected": note[0] if note else "",
    }


def _split_foot(after: list[str]) -> tuple[str, list[str], list[str]]:
    """Cut what follows the text: captions of graphics, then Load-Date and classification.

    A paragraph of the text may open with a word that is also a label: labels count from the last Load-Date or
    classification on, or where nothing but labels follows.
    """
    lines = [fold(line) for line in after]
    start = len(lines)
    while start and (not lines[start - 1] or label_of(lines[start - 1])[0] or FOOT.fullmatch(lines[start - 1])):
        start -= 1
    anchors = [at for at, line in enumerate(lines) if FOOT.fullmatch(line) or label_of(line)[0] == "loaded"][-2:]
    start = min([start, *anchors])
    drawn = next((at for at in range(start - 1, max(start - 15, -1), -1) if GRAPHIC.fullmatch(lines[at])), None)
    end = start if drawn is None else drawn
    captions = [line for line in lines[end + 1 : start] if line] if drawn is not None else []
    return "\n".join(line for line in lines[:end] if line), captions, [line for line in lines[start:] if line]
