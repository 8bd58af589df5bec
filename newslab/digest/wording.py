"""What two sentences share: their content words and figures, and whether a sentence is whole enough to be told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from newslab.text.porter import stem_inflection
from newslab.text.words import SMALL_NUMBERS, word_set

STOP_WORDS: Final = word_set(
    "a about above after again against all almost already also although am among an and another any are around as "
    "at away back be because been before being below between both but by came can cannot come could day days did "
    "do does doing done down during each either else even ever every few first for former from further get give "
    "go going got had has have having he her here hers herself him himself his how however i if in into is it its "
    "itself just last later least less like made make many may me might more most much must my near never new "
    "next no nor not now of off old on once one only onto or other others our out over own per put quite rather "
    "said same saw say saying says see seen several shall she should since so some still such take taken tell "
    "than that the their them themselves then there these they this those though through time told to too took "
    "toward two under until up upon us use used using very via was way we week well went were what when where "
    "whether which while who whom whose why will with within without would year years yes yet you your according "
    "reported reportedly mr mrs ms dr"
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_FIGURE: Final = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
_SMALL: Final = {word: str(n) for n, word in enumerate(SMALL_NUMBERS) if n > 1}
_HYPHENS: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2212", "-"))
_CHROME: Final = re.compile(
    r"https?://|www\.|\b(?:read more|read also|click here|sign up|subscribe|newsletter|follow us|all rights reserved|"
    r"copyright|terms of use|privacy policy|share this|advertisement|getty images|file photo|photo not for sale|"
    r"photo by|photo:|image:|video:|watch:|listen:|reporting by|editing by|writing by|related:|see also|"
    r"this (?:article|story|report) (?:was|has been|originally)|contributed to this (?:report|story|article))\b|"
    r"^an? (?:file |undated |recent )?(?:photo|picture|image|photograph|handout|video|view|screenshot)\b|"
    r"\b(?:pictured|is seen|are seen|looks on|look on|celebrates? (?:on|after|with)|poses? (?:for|with))\b|\((?:left|right|centre|center|l|r|c)\)|"
    r"\bis an? [^.]{0,60}\b(?:writer|reporter|journalist|enthusiast|correspondent|freelancer?|columnist|editor|contributor|"
    r"blogger)\b|\b(?:speaks|arrives|attends|walks|testifies|waves|gestures|holds|stands|leaves|listens|leads|cries|reacts|smiles|hugs|greets|raises|celebrates?|waits?)\b.*"
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z.]* \d{1,2}, (?:19|20)\d\d|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening|night))?,? (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|"
    r"oct|nov|dec)[a-z.]* \d{1,2}, (?:19|20)\d\d, (?:in|at|near)\b|\b\w+ \(\d{1,2}\),? (?:is|was|and|\w+s)\b|\b(?:is|are) (?:hugged|tackled|greeted|"
    r"congratulated|stopped|escorted|helped|surrounded) by\b|"
    r"\bphoto\)|^\s*(?:photos?|images?|videos?|source|caption|credit|by|updated|published|posted)\b\s*[:|]|[|•·►▶»©]|pic\.twitter|"
    r"\b[\w.]+@[\w.]+\b|\(@\w+\)|^(?:photos?|pictures?|gallery|slideshow|watch|listen)\b.{0,40}?:|\bmedia caption\b|"
    r"\b(?:an?|the) (?:earlier|previous) version (?:of (?:this|the (?:story|article|report|headline))|said|stated|misstated|"
    r"misspell?ed|misidentified|incorrectly|wrongly|gave)\b|^(?:correction|clarification|editor['’]s note)\b|"
    r"\bplay slideshow\b|\bshow all\b.*\d+/\d+|^\d{1,3}(?:/| of )\d{1,3}\b|^\d{1,2}[.:]\d{2}\s*(?:[ap]\.?m\.?)?\s*[-–—:]|"
    r"^(?:show|hide|skip|expand|play|pause) (?:hide|show|more|less|all|ad|video)\b|^lap \d+\b|\(file\b[^)]*\)|\(photos?\b[^)]*\)|\b(?:cries|smiles|reacts) (?:after|as|during)\b|\bimage toggle caption\b",
    re.IGNORECASE,
)
_GLUED: Final = re.compile(  # two lines of a page run into one: "denied entry to the ground In 1945, the club"
    r"[a-z]{2,} (?:In|The|He|She|It|They|This|These|On|At|But|When|After) (?:[a-z]|\d{4}\b)"
)
_LABELLED: Final = re.compile(
    r"[A-Z][a-z]+(?: [a-z]+)?: [A-Z]"
)  # "Payload: Earlier this week ..." is an entry of a list
_SHOUTED_RUN: Final = re.compile(r"\b[A-Z]{3,}(?: [A-Z'’]{2,})+\b")
_DATELINE: Final = re.compile(
    r"^(?:(?!(?:The|A|An|In|On|But|He|She|It|They|We)\b)[^\W\d_][\w.'’ /,-]{1,50}?(?:\s*\([^()]{2,40}\))\s*(?:--+|[-–—:])\s*"
    r"|[A-Z][A-Z.'’ /-]{2,30}(?:,\s*[A-Z][\w. ]{2,25}){0,2}(?:,\s*\w+\.?\s+\d{1,2})?\s*(?:--+|[–—]|-\s)\s*"
    r"|\([^()]{2,30}\)\s*(?:--+|[-–—:])\s*|\((?:[A-Z]{2,6}|Reuters|Xinhua)\)\s+(?=[A-Z\"“]))"
)
_CLOSES_UNOPENED: Final = re.compile(r"[,.!?]'(?!\w)")
_OPENS_SINGLE: Final = re.compile(r"(?:^|[\s(])'(?=\w)")
_BARE_BYLINE: Final = re.compile(r"^(?:by|from)\s+[A-Z]", re.IGNORECASE)
_OPEN_END: Final = re.compile(r"(?:\.\.\.|…|[:;,–—-])[\"'”’)]*$")
_CLOSED: Final = re.compile(r"[.!?][\"'”’)\]]*$")
_FIRST_PERSON: Final = re.compile(r"\b(?:I|WE|YOU|[Ww]e|[Yy]ou|[Mm]y|[Oo]ur|[Yy]our|[Uu]s|me|I'm|I’m)\b")
_QUOTED: Final = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)")


def content_words(text: str) -> frozenset[str]:
    """Return the folded, lightly stemmed content words of `text`.

    Examples
    --------
    >>> sorted(content_words("The ministers were meeting in Warsaw\u2011Centre."))
    ['centr', 'meet', 'minister', 'warsaw']
    """
    folded = unicodedata.normalize("NFKC", text).translate(_HYPHENS).replace("’", "'").casefold()
    return frozenset(filter(None, map(_content_word, _WORD.findall(folded))))


def figures(text: str) -> frozenset[str]:
    """Return the figures in `text`, whether in digits or as words up to twenty.

    Examples
    --------
    >>> sorted(figures("Twelve of 1,200 ships and 3.5 tons"))
    ['12', '1200', '3.5']
    """
    found = {match.replace(",", "") for match in _FIGURE.findall(text)}
    return frozenset(found | {_SMALL[word] for word in map(str.casefold, _WORD.findall(text)) if word in _SMALL})


def strip_dateline(text: str) -> int:
    """Return how many characters at the start of `text` are a dateline ("WARSAW, Feb. 2 (Agency) -- ").

    Examples
    --------
    >>> strip_dateline("WARSAW, Feb. 2 (Agency) -- Talks began."), strip_dateline("Talks began.")
    (27, 0)
    """
    match = _DATELINE.match(text)
    return match.end() if match else 0


def is_whole(text: str) -> bool:
    """Tell whether `text` can be shown as a sentence: begun and ended as one, balanced, no caption, link or button.

    Examples
    --------
    >>> [is_whole(text) for text in ("The talks began in Warsaw.", "The talks began in Wars...", "(PHOTO) Talks.")]
    [True, False, False]
    """
    words = text.split()
    if not 5 <= len(words) <= 60 or not 25 <= len(text) <= 420:
        return False
    if not (text[0].isupper() or text[0].isdigit() or text[0] in "\"“‘'$£€") or not _CLOSED.search(text):
        return False
    if text.endswith("!") or _OPEN_END.search(text) or _CHROME.search(text) or _BARE_BYLINE.match(text):
        return False
    if sum(word.isupper() and len(word) > 1 for word in words) > 0.4 * len(words):
        return False
    if _GLUED.search(text) or _LABELLED.match(text) or len(_SHOUTED_RUN.findall(text)) > 1:
        return False
    if "[" in text:
        return False  # square brackets are ours: what stands in them was added
    if _CLOSES_UNOPENED.search(text) and not _OPENS_SINGLE.search(text):
        return False
    return is_balanced(text) and not _FIRST_PERSON.search(_QUOTED.sub(" ", text))


def is_balanced(text: str) -> bool:
    """Tell whether every quotation mark and bracket in `text` is closed."""
    return (
        text.count('"') % 2 == 0
        and text.count("“") == text.count("”")
        and text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count("‘") <= text.count("’")
    )


def overlap(words: frozenset[str], others: frozenset[str]) -> float:
    """Return the share of the smaller set that both hold, 0 to 1."""
    least = min(len(words), len(others))
    return round(len(words & others) / least, 6) if least else 0.0


def holds_value(text: str, values: Collection[str]) -> bool:
    """Tell whether a text holds one of some values in lower case, as whole words and whole figures."""
    low = text.casefold()
    return any(re.search(rf"(?<![\w.,]){re.escape(value)}(?![\w]|[.,]\d)", low) for value in values)


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["Halden"]), listed(["Halden", "Vikholm", "Sel"])
    ('Halden', 'Halden, Vikholm and Sel')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def outlet_name(source: str) -> str:
    """Return an outlet's name as it is shown: an address without its "www.".

    Examples
    --------
    >>> outlet_name("www.coast.example"), outlet_name("Coast Daily")
    ('coast.example', 'Coast Daily')
    """
    return source[4:] if source.startswith("www.") and len(source) > 8 else source


def unquoted(text: str) -> str:
    """Return `text` with every quotation blanked out, at the same length."""
    return _QUOTED.sub(lambda match: " " * len(match.group()), text)


@lru_cache(maxsize=1 << 16)
def _content_word(word: str) -> str:
    """Return the stem of a word, or "" where it says nothing by itself."""
    word = word.removesuffix("'s")
    stops = word in STOP_WORDS or (len(word) > 3 and word.removesuffix("s") in STOP_WORDS)
    return stem_inflection(word) if len(word) > 1 and not stops else ""
