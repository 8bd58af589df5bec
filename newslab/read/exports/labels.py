"""What the exports of databases share: labels in the languages of their pages, date lines, words told of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from newslab.read.published import MONTHS, parse_published

# Our name, then the labels of it: English, German, French, Dutch, Spanish, Italian, Portuguese.
LABELS: Final[dict[str, str]] = {
    "byline": "byline|author|authors|autor|autoren|von|auteur|auteurs|door|autores|autore",
    "section": "section|rubrik|ressort|rubrique|sectie|rubriek|sección|sezione|seção",
    "length": "length|länge|longueur|lengte|longitud|lunghezza|extensão",
    "highlight": "highlight|highlights|kurzfassung|résumé|samenvatting",
    "dateline": "dateline|datumszeile|ortszeile",
    "loaded": "load-date|load date|ladedatum|update|date de chargement|laaddatum|fecha de carga|data di caricamento",
    "language": "language|sprache|langue|taal|idioma|lingua|língua",
    "publication_type": "publication-type|publication type|zeitschriftentyp|publikationsart|"
    "type de publication|type publicatie",
    "subject": "subject|subjects|thema|schlagwörter|sujet|onderwerp|tema|soggetto",
    "geographic": "geographic|geo-localization|geografisch|localisation géographique|geografie|geografía",
    "industry": "industry|branche|secteur|sector|settore",
    "person": "person|people|personne|persoon|persona|pessoa",
    "company": "company|organization|unternehmen|firma|société|bedrijf|empresa|azienda",
    "ticker": "ticker",
    "journal_code": "journal-code|journal code|journal-kode|zeitschriftencode",
    "series": "series|serie|série",
    "graphic": "graphic|grafik|graphique|grafiek|gráfico",
    "correction": "correction|correction-date|korrektur",
    "copyright_note": "notes|anmerkungen",
    "edition": "edition|ausgabe|édition|editie|edición|edizione",
    "headline": "headline|überschrift|titre|kop|titular|titolo",
    "distribution": "distribution",
    "document_type": "document-type|document type|dokumenttyp",
    "url": "url",
}
NAMED: Final = {label: ours for ours, labels in LABELS.items() for label in labels.split("|")}
_ANY: Final = "|".join(sorted(map(re.escape, NAMED), key=len, reverse=True))
LABELLED: Final = re.compile(rf"\s*({_ANY})\s?:(?:\s+|$)(.*)", re.IGNORECASE | re.DOTALL)
_GLUED: Final = re.compile(rf"(?<=\S)\s+(?=(?:{_ANY}):\u00a0)", re.IGNORECASE)
_WEEKDAY: Final = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|"
    r"sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|"
    r"zondag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|"
    r"domenica|"
    r"(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?"
)
_MONTH: Final = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_DATE: Final = re.compile(
    rf"\s*(?:(?:{_WEEKDAY}),?\s+)?(?:\d{{1,2}}(?:\.|er|st|nd|rd|th)?\s+(?:de\s+)?(?:{_MONTH})\.?,?\s+(?:de\s+)?\d{{4}}|"
    rf"(?:{_MONTH})\.?\s+\d{{1,2}},?\s+\d{{4}})"
    rf"(?P<rest>(?:[\s,]+(?:{_WEEKDAY}|at|um|à|om|uhr|\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?|[ap]\.?m\.?|[A-Z]{{2,5}}))*)"
    r"(?P<more>\s*\S.{0,40})?\s*$",
    re.IGNORECASE,
)
WORDS: Final = re.compile(
    r"\s*([\d.,\s]+?)\s*(?:words?|mots?|wörter|worte?|woorden|palabras|parole|palavras)\b", re.IGNORECASE
)
SHORT_SHARE: Final = 0.5  # of the words that a file tells of a text; a shorter one was cut
_SPACES: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\ufeff": ""})


def fold(line: str) -> str:
    """Return a line with plain spaces only, none at its ends."""
    return " ".join(line.translate(_SPACES).split())


def label_of(line: str) -> tuple[str, str]:
    r"""Return our name of the label that opens a line, and its value; ("", line) where there is none.

    Examples
    --------
    >>> label_of("Länge:\u00a0355 Wörter"), label_of("SECTION: News; Pg. 3"), label_of("He said: no")
    (('length', '355 Wörter'), ('section', 'News; Pg. 3'), ('', 'He said: no'))
    """
    found = LABELLED.match(line)
    return (NAMED[found[1].lower()], fold(found[2])) if found else ("", fold(line))


def split_labels(line: str) -> list[str]:
    r"""Cut a line before each further label in it that a NO-BREAK SPACE marks as one.

    Examples
    --------
    >>> split_labels("Byline:\u00a0Ann Berg Highlight:\u00a0A dam opens")
    ['Byline:\xa0Ann Berg', 'Highlight:\xa0A dam opens']
    """
    return _GLUED.split(line)


def is_date(line: str) -> bool:
    """Tell a line that is a date: day, month and year are its beginning, and little follows.

    Examples
    --------
    >>> (is_date("4 oktober 2017 woensdag"), is_date("July 1, 2019 Monday 9:20 AM GMT"),
    ...  is_date("Im Jahr 2000 um 4,5 Prozent"))
    (True, True, False)
    """
    found = _DATE.match(fold(line))
    more = (found["more"] or "").strip() if found else ""
    return found is not None and (not more or more.startswith("(") or len(more.split()) <= 2)


def to_day(value: Any) -> str:
    """Return a date in any form as ISO, to the second where a time is told; what is none stays as it is.

    Examples
    --------
    >>> to_day("July 2, 2019"), to_day("20200510T120000Z"), to_day("soon")
    ('2019-07-02', '2020-05-10T12:00:00+00:00', 'soon')
    """
    found = parse_published(value)
    if found.time and "time" in found.method:
        return found.time.isoformat()
    return found.day.isoformat() if isinstance(found.day, date) else fold(str(value if value is not None else ""))


def count_words(value: str) -> int | None:
    """Return the number of words that a line such as "1,234 words" tells."""
    found = WORDS.match(value)
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return int(digits) if digits and len(digits) < 9 else None


def is_cut(text: str, words: int | None) -> bool:
    """Tell whether a text is much shorter than the words told of it."""
    return bool(text and words and words >= 40 and len(text.split()) < SHORT_SHARE * words)


def split_place(publication: str) -> tuple[str, str]:
    """Cut the place or edition in brackets off a publication.

    Examples
    --------
    >>> split_place("The Northern Post(London)"), split_place("The Northern Post")
    (('The Northern Post', 'London'), ('The Northern Post', ''))
    """
    found = re.fullmatch(r"(.*\S)\s?\(([^()]+)\)\s*", publication)
    return (found[1].strip(), found[2]) if found else (publication, "")


def split_section(value: str) -> tuple[str, str]:
    """Cut the page off a section.

    Examples
    --------
    >>> split_section("BUITENLAND; Blz.6"), split_section("POLITICS")
    (('BUITENLAND', 'Blz.6'), ('POLITICS', ''))
    """
    section, _, page = value.partition(";")
    return section.strip(), page.strip()


def bare_byline(value: str) -> str:
    """Take what stands in brackets out of a byline."""
    return re.sub(r"\s*\([^()]*\)", "", value).strip()


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that say something."""
    return {name: cell for name, cell in values.items() if cell not in ("", None, [], {})}


def first_line(lines: Iterable[str]) -> str:
    """Return the beginning of a block for a problem row."""
    return next((fold(line)[:80] for line in lines if fold(line)), "")
