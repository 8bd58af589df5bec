"""Whether a sentence that a language model wrote says no more than the sentences it cites.

The model is an editor, not an author: it may shorten given sentences at their commas, join and arrange them, and put a
name from the brackets in the place of "he" or "the minister". It may add nothing but a few joining words, and leave
out nothing that turns, doubts, dates or attributes what is said. All names, numbers, dates and quotations are so held
to the words that are cited, and what is reported or planned cannot become what happened.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from newslab.text.normalise import fold
from newslab.text.sentences import find_sentences
from newslab.text.whole import is_balanced

SHORTEST, LONGEST = 20, 500  # characters of a written sentence
MOST_CITED: Final = 4  # given sentences that one written sentence may join
MOST_NOTES: Final = 4  # notes of one given sentence that are tried each by itself
_MARKUP: Final = re.compile(
    r"[<>\[\]{}|\\`*_#^~\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|https?:|www\.|javascript:|&\w+;",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[^\W_]+(?:[.,'’&/-][^\W_]+)*[%°]?|[$£€¥%]|[^\w\s]")
_PAUSE: Final = frozenset(",;:()–—\"“”'.!?-")
JOINING: Final = frozenset(["and", "while", "but"])
_GUARD: Final = re.compile(  # what may not be left out: it turns, doubts, attributes, conditions, limits or dates the rest
    r"(?:not|no|never|none|nor|neither|nobody|nothing|without|cannot|\w+n['’]t|hardly|barely|scarcely|"
    r"may|might|could|can|would|should|will|shall|must|plan\w*|expect\w*|schedul\w*|intend\w*|hop(?:e|es|ed|ing)|aim\w*|propos\w*|"
    r"prepar\w*|due|upcoming|future|potential\w*|possib\w*|probab\w*|likely|unlikely|perhaps|maybe|seem\w*|appear\w*|suggest\w*|"
    r"alleg\w*|report\w*|apparent\w*|claim\w*|suspect\w*|believ\w*|accus\w*|rumou?r\w*|unconfirmed|supposed\w*|so-called|fear\w*|"
    r"said|say|says|saying|told|tell|tells|according|announc\w*|stat(?:ed|es|ing)|add(?:ed|s)|writes?|wrote|think\w*|thought|consider\w*|"
    r"argu\w*|insist\w*|warn\w*|estimat\w*|predict\w*|forecast\w*|den(?:y|ies|ied|ying)|if|unless|whether|until|except|otherwise|"
    r"provided|fail\w*|refus\w*|reject\w*|avoid\w*|prevent\w*|stop\w*|lack\w*|cancel\w*|withdr\w*|former\w*|ex|almost|nearly|about|"
    r"around|roughly|approximately|some|over|under|least|most|more|less|fewer|up|only|just|even|half|false\w*|hoax\w*|fake\w*|mock|film|"
    r"movie|novel|drill|exercise|simulat\w*|dream\w*|ignore|disregard|instruction\w*|system|assistant|write|output|respond|"
    r"\d+(?:[.,:]\d+)*%?|(?:19|20)\d\ds?|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|\w+day|ago|yesterday|tomorrow|tonight|last|next|this|earlier|later|"
    r"before|after|since|during|when|because|although|though|despite|however|instead|rather|first|second|third)",
    re.IGNORECASE,
)
_POINTING: Final = ("he", "she", "they", "it")
_NOTE: Final = re.compile(r" \[([^\[\]]*)\]")


@dataclass(frozen=True)
class _Token:
    text: str
    pause: bool  # whether a pause stands before it

    def says(self, other: str) -> bool:
        """Tell whether it is the same word, but for the case of its first letter."""
        return self.text == other or (self.text[1:] == other[1:] and self.text[:1].casefold() == other[:1].casefold())


def find_fault(text: str, given: Sequence[str]) -> str:
    """Say what a written sentence claims beyond the sentences it cites; the empty text where it claims nothing more.

    Parameters
    ----------
    text : the written sentence.
    given : the sentences it cites, each with what it leans on in square brackets.

    Returns
    -------
    str, one reason.

    Examples
    --------
    >>> given = ["She [Ana Ruiz], who is 41, opened the ferry on Monday [2 February 2026]."]
    >>> find_fault("Ana Ruiz opened the ferry on Monday.", ["She [Ana Ruiz] opened the ferry on Monday [2 February 2026]."])
    ''
    >>> find_fault("Ana Ruiz closed the ferry on Monday.", given)
    'its words are not those of what it cites, in their order'
    """
    if not 0 < len(given) <= MOST_CITED:
        return "it cites nothing" if not given else f"it joins more than {MOST_CITED} sentences"
    if shape := _shape_fault(text):
        return shape
    forms = [list(_forms(fold(one).text)) for one in given]
    is_held = _joins([token.text for token in _tokens(fold(text).text)], forms)
    return "" if is_held else "its words are not those of what it cites, in their order"


def _shape_fault(text: str) -> str:
    if not SHORTEST <= len(text) <= LONGEST:
        return "it is too short or too long for a sentence"
    if _MARKUP.search(text):
        return "it holds markup, an address or a character that is not shown"
    if text != text.strip() or text[-1:] not in '.!?"”' or not is_balanced(text):
        return "it is no whole sentence"
    return "" if len(find_sentences(text)) == 1 else "it is not one sentence"


def _tokens(text: str) -> list[_Token]:
    """Return words and signs of money; other signs are pauses before the next word."""
    found, pause = [], True
    for match in _TOKEN.finditer(text):
        if match.group() in _PAUSE:
            pause = True
        else:
            found.append(_Token(match.group(), pause))
            pause = False
    return found


def _forms(given: str) -> Iterator[list[_Token]]:
    """Return the ways to say a given sentence: each note left out, or in the place of a word before it that points."""
    notes = list(_NOTE.finditer(given))
    ways = (False, True) if len(notes) <= MOST_NOTES else (False,)
    for chosen in itertools.product(ways, repeat=len(notes)):
        text, at = "", 0
        for note, is_put in zip(notes, chosen, strict=True):
            text, at = text + given[at : note.start()], note.end()
            before, space, word = text.rpartition(" ")
            if is_put and (word[:1].isupper() or word in _POINTING):
                text = before + space + note[1]
        yield _tokens(text + given[at:])


def _joins(written: Sequence[str], forms: Sequence[Sequence[Sequence[_Token]]]) -> bool:
    """Tell whether `written` is a row of runs, each taken from another given sentence, every sentence used."""
    seen: set[tuple[int, frozenset[int]]] = set()
    stack: list[tuple[int, frozenset[int]]] = [(0, frozenset())]
    while stack:
        place, used = stack.pop()
        if (place, used) in seen:
            continue
        seen.add((place, used))
        if place == len(written) and len(used) == len(forms):
            return True
        if used and (place == len(written) or written[place].casefold() not in JOINING):
            continue
        start = place + 1 if used else place
        for one in sorted(set(range(len(forms))) - used):
            for form in forms[one]:
                stack += [(end, used | {one}) for end in _runs(written, start, form)]
    return False


def _runs(written: Sequence[str], start: int, form: Sequence[_Token]) -> set[int]:
    """Return where in `written` a run that begins at `start` may end.

    It begins as the given sentence does, whose subject may not be lost; it skips only what lies between two pauses, or
    behind the last, and holds no guarded word.
    """
    ends: set[int] = set()
    seen: set[tuple[int, int]] = set()
    stack = [(start, 0)]
    while stack:
        place, at = stack.pop()
        if (place, at) in seen:
            continue
        seen.add((place, at))
        if place > start and (at == len(form) or (form[at].pause and _free(form, at, len(form)))):
            ends.add(place)
        if place < len(written) and at < len(form) and form[at].says(written[place]):
            stack.append((place + 1, at + 1))
        if place > start and at < len(form) and form[at].pause:
            stack += [(place, on) for on in range(at + 1, len(form)) if form[on].pause and _free(form, at, on)]
    return ends


def _free(form: Sequence[_Token], start: int, end: int) -> bool:
    return not any(_GUARD.fullmatch(token.text) for token in form[start:end])
