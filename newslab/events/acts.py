"""Acts: the heads of statements with their arguments, as the parse gives them. What is compared to tell one event."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.errors import TableError
from newslab.events.told import read_texts
from newslab.text.arguments import act_of
from newslab.text.parse import parse_text

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc, Token

    from newslab.text.parse import Parsed

    Place = tuple[str, str]

PLACES: Final = frozenset(("GPE", "LOC", "FAC"))
ACTORS: Final = frozenset(("PERSON", "ORG", "NORP"))
COUNTS: Final = frozenset(("CARDINAL", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"))
_SLOTS: Final = {
    **dict.fromkeys(("nsubj", "csubj", "poss"), "who"),
    **dict.fromkeys(("nsubjpass", "csubjpass", "dobj", "dative", "attr", "oprd"), "whom"),
}
_BESIDE: Final = frozenset(("xcomp", "ccomp", "acomp", "compound", "amod", "nmod", "appos"))
_SUBJECTS: Final = frozenset(("nsubj", "nsubjpass"))
_EMPTY: Final = frozenset(("PRON", "DET", "PUNCT", "SPACE", "ADP", "SCONJ", "CCONJ", "PART", "AUX", "X", "SYM"))


@dataclass(frozen=True)
class Act:
    """One act: the base form of its head, and base forms of what stands to it as doer, as done to, as place, else.

    Attributes
    ----------
    lemma, particle : base form of the head, and "up" of "blow up".
    kind : "verb", "noun" or "other".
    who, whom, where, other : base forms of the arguments and words of their names, lower case.
    above : base form of the verb over a noun, or of the clause over a verb.
    doers : words of the names of persons among `who`.
    people, places, counts : words of the names and numbers of the sentence.
    denied : whether it is negated.
    phrase, sentence : the words of the head with its arguments, and of the whole sentence.
    """

    lemma: str
    particle: str
    kind: str
    who: frozenset[str]
    whom: frozenset[str]
    where: frozenset[str]
    other: frozenset[str]
    above: str
    doers: frozenset[str]
    people: frozenset[str]
    places: frozenset[str]
    counts: frozenset[str]
    denied: bool
    phrase: str
    sentence: str


@dataclass(frozen=True)
class Acts:
    """n statements as they are compared: the act of each, and what else is known of them, row by row.

    Attributes
    ----------
    acts : the acts.
    table : their rows of STATEMENTS, on 0 to n - 1, and `words`, their text, and `published`, the day of their article
        as a number, nan where it is not known.
    sentence : number of the sentence that each stands in.
    often : mean number of times the base form stands in an article of the story.
    vectors : (n, 384) of the head where it stands; heads : (n, 256) of its base form alone.
    """

    acts: Sequence[Act]
    table: pd.DataFrame
    sentence: NDArray[np.int64]
    often: NDArray[np.float64]
    vectors: NDArray[np.float32]
    heads: NDArray[np.float32]

    def take(self, rows: NDArray[np.int64]) -> Acts:
        """Return some of the statements."""
        arrays = {name: getattr(self, name)[rows] for name in ("sentence", "often", "vectors", "heads")}
        table = self.table.iloc[rows].reset_index(drop=True)
        return replace(self, acts=[self.acts[row] for row in rows], table=table, **arrays)

    def __len__(self) -> int:
        return len(self.acts)


def read_acts(statements: pd.DataFrame, articles: pd.DataFrame, groups: Sequence[str]) -> Acts:
    """Read the acts of statements from the parse of their articles.

    Parameters
    ----------
    statements : STATEMENTS table, n rows.
    articles : ARTICLES table of their articles.
    groups : n texts, the story of each: how often a word stands in an article is counted by story.

    Returns
    -------
    Acts of n rows.

    Raises
    ------
    TableError
        If a statement stands in no article, or outside of its text.
    """
    from newslab.text.embed import embed

    found: dict[int, Act] = {}
    heads: dict[tuple[Place, int], dict[int, tuple[int, int]]] = defaultdict(dict)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    starts, ends, whose = (statements[name].tolist() for name in ("predicate_start", "predicate_end", "who"))
    texts = read_texts(articles)
    for place, rows in _by_place(statements):
        if place not in texts:
            raise TableError(f"statements.article_id: no {place[1]} of an article {place[0]!r} in articles")
        parsed, group = parse_place(texts, place), groups[rows[0]]
        if place[1] == "text":
            counts[group].update(token.lemma_.lower() for doc in parsed.docs for token in doc)
            sizes[group] += 1
        for row in rows:
            at, tokens = predicate_of(parsed, starts[row], ends[row])
            if not tokens:
                where = f"the {place[1]} of article {place[0]!r}"
                raise TableError(f"statements.predicate_start: {starts[row]} is at no word of {where}")
            head = act_of(tokens[-1], tokens[0].i)
            found[row] = _resolved(read_act(parsed.docs[at], head.i), whose[row])
            heads[place, at][row] = head.idx, head.idx + len(head.text)
    acts = [found[row] for row in range(len(found))]
    sentence, vectors = _in_sentences(acts, list(heads.values()))
    words, which = np.unique([f"{act.lemma} {act.particle}".strip() for act in acts], return_inverse=True)
    often = [counts[group][act.lemma] / max(1, sizes[group]) for group, act in zip(groups, acts, strict=True)]
    return Acts(
        acts=acts,
        table=_with_words(statements, articles, texts),
        sentence=sentence,
        often=np.array(often),
        vectors=vectors,
        heads=embed(words.tolist(), model="fast")[which],
    )


def _in_sentences(
    acts: Sequence[Act], heads: Sequence[Mapping[int, tuple[int, int]]]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the number of each act's sentence and the vector of its head in it, by the place of each in each sentence."""
    from newslab.text.embed import embed_words

    sentence, vectors = np.zeros(len(acts), dtype=np.int64), np.zeros((len(acts), 384), np.float32)
    for number, inside in enumerate(heads):
        sentence[list(inside)] = number
    lines = [acts[min(inside)].sentence for inside in heads]
    vectors[[row for inside in heads for row in inside]] = embed_words(lines, [list(one.values()) for one in heads])
    return sentence, vectors


def _by_place(statements: pd.DataFrame) -> list[tuple[Place, list[int]]]:
    rows: dict[Place, list[int]] = defaultdict(list)
    for row, place in enumerate(zip(statements["article_id"], statements["field"], strict=True)):
        rows[str(place[0]), str(place[1])].append(row)
    return sorted(rows.items())


def _with_words(statements: pd.DataFrame, articles: pd.DataFrame, texts: Mapping[Place, str]) -> pd.DataFrame:
    """Give statements their words and the day of their article."""
    days = articles["published_day"].fillna(articles["published"].dt.tz_localize(None).dt.normalize())
    of = {key: day.toordinal() for key, day in zip(articles["article_id"], days, strict=True) if not pd.isna(day)}
    columns = (statements[name].tolist() for name in ("article_id", "field", "start", "end"))
    words = [texts[str(key), str(field)][start:end] for key, field, start, end in zip(*columns, strict=True)]
    published = statements["article_id"].map(of).astype(float)
    return statements.assign(words=words, published=published).reset_index(drop=True)


def parse_place(texts: Mapping[Place, str], place: Place) -> Parsed:
    """Parse the text of an article by its sentences, or its title as one."""
    text = texts[place]
    return parse_text(text) if place[1] == "text" else parse_text(text, [(0, len(text))])


def predicate_of(parsed: Parsed, start: int, end: int) -> tuple[int, list[Token]]:
    """Return the number of the sentence that a predicate stands in, and the tokens of it; none where it is at no word."""
    at = bisect_right([first for first, _ in parsed.sentences], start) - 1
    if at < 0 or not len(parsed.docs[at]):
        return at, []
    low, high = parsed.place(at, start), parsed.place(at, max(start, end - 1))
    after = [token for token in parsed.docs[at] if token.idx + len(token.text) > low]
    return at, [token for token in after if token.idx <= high] or after[:1]


def _resolved(act: Act, who: object) -> Act:
    """Give an act whose doer is a pronoun the names of the person that its statement says it means."""
    if act.who or not isinstance(who, str):
        return act
    names = frozenset(word.lower() for word in who.split() if word[:1].isupper())
    return replace(act, who=names, doers=names)


def read_act(doc: Doc, at: int) -> Act:
    """Read the act whose head is token `at` of a parsed sentence."""
    head = doc[at]
    slots: dict[str, set[str]] = {"who": set(), "whom": set(), "where": set(), "other": set()}
    heads, doers = [head], set()
    for slot, token in _arguments(head):
        heads.append(token)
        slots[slot] |= _words(token)
        if slot == "who" and token.ent_type_ == "PERSON":
            doers |= {one.lower_ for one in _entity(token) if one.pos_ == "PROPN"}
    own = _words(head)
    people, places, counts = _named(doc)
    return Act(
        lemma=head.lemma_.lower(),
        particle=next((child.lower_ for child in head.children if child.dep_ == "prt"), ""),
        kind={"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun"}.get(head.pos_, "other"),
        above=head.head.lemma_.lower() if head.head.i != head.i else "",
        doers=frozenset(doers),
        people=people,
        places=places,
        counts=counts,
        denied=any(child.dep_ == "neg" for child in head.children),
        phrase=" ".join(token.text for token in sorted(set(_phrase(heads)), key=lambda token: token.i)),
        sentence=doc.text,
        **{name: frozenset(found - (own if name == "other" else set())) for name, found in slots.items()},
    )


def _phrase(heads: list[Token]) -> Iterator[Token]:
    for head in heads:
        yield head
        yield from (child for child in head.children if child.dep_ in ("compound", "prt", "neg", "nummod", "amod"))


def _arguments(head: Token) -> Iterator[tuple[str, Token]]:
    """Give the slot and the head of each argument: of a verb its subject and objects, of a noun "by" and "of"."""
    noun = head.pos_ in ("NOUN", "PROPN")
    for child in head.children:
        if child.dep_ in ("agent", "prep"):
            yield from ((_slot_after(child, one, noun=noun), one) for one in _objects(child))
        elif child.dep_ in _SLOTS:
            yield from ((_SLOTS[child.dep_], one) for one in _with_conjuncts(_antecedent(child)))
        elif child.dep_ in _BESIDE:
            yield ("where" if child.ent_type_ in PLACES else "other"), child
    if noun:
        yield from _through_verb(head)
    elif not any(child.dep_ in _SUBJECTS for child in head.children):
        yield from _borrowed(head)


def _slot_after(preposition: Token, one: Token, *, noun: bool) -> str:
    if preposition.dep_ == "agent":
        return "who"
    if one.ent_type_ in PLACES:
        return "where"
    return {"of": "whom", "by": "who"}.get(preposition.lower_, "other") if noun else "other"


def _borrowed(verb: Token) -> Iterator[tuple[str, Token]]:
    """Give the subject that a verb takes from what stands over it: a joined verb, "to" after a verb, a noun."""
    over = verb.head
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp"):
        while over.dep_ in ("prep", "pcomp"):
            over = over.head
        for child in over.children:
            if child.dep_ in _SUBJECTS:
                passive = verb.dep_ == "conj" and verb.tag_ == "VBN" and child.dep_ == "nsubjpass"
                yield from (("whom" if passive else "who", one) for one in _with_conjuncts(_antecedent(child)))
    elif verb.dep_ == "acl":
        yield ("whom" if verb.tag_ == "VBN" else "who"), over


def _through_verb(noun: Token) -> Iterator[tuple[str, Token]]:
    """Give what else the verb over a noun takes: "police made an arrest", "the quake killed five"."""
    over = noun.head
    if noun.dep_ == "pobj" and over.dep_ in ("prep", "agent"):
        over = over.head
    if over.pos_ != "VERB" or over.i == noun.i:
        return
    for child in over.children:
        if child.i != noun.i and child.dep_ in (*_SUBJECTS, "dobj"):
            slot = "who" if noun.dep_ == "dobj" and child.dep_ == "nsubj" else "other"
            yield slot, child
        elif child.dep_ == "prep":
            yield from (("where", one) for one in _objects(child) if one.ent_type_ in PLACES)


def _antecedent(token: Token) -> Token:
    """Return the noun that "who" or "which" of a relative clause stands for, else the token itself."""
    if token.tag_ in ("WP", "WDT") and token.head.dep_ == "relcl":
        return token.head.head
    return token


def _objects(preposition: Token) -> Iterator[Token]:
    for child in preposition.children:
        if child.dep_ == "pobj":
            yield from _with_conjuncts(child)


def _with_conjuncts(token: Token) -> Iterator[Token]:
    yield token
    yield from token.conjuncts


def _words(token: Token) -> set[str]:
    """Return what a noun is told by: its base form, and all words of the name it stands in."""
    if token.pos_ in _EMPTY:
        return set()
    found = {token.lemma_.lower()}
    if token.ent_type_:
        found |= {one.lower_ for one in _entity(token) if one.pos_ not in _EMPTY}
    else:
        found |= {child.lower_ for child in token.children if child.dep_ == "compound" and child.pos_ == "PROPN"}
    return found


def _entity(token: Token) -> list[Token]:
    doc, first, last = token.doc, token.i, token.i
    while doc[first].ent_iob_ == "I" and first:
        first -= 1
    while last + 1 < len(doc) and doc[last + 1].ent_iob_ == "I":
        last += 1
    return [doc[at] for at in range(first, last + 1)]


def _named(doc: Any) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    people, places, counts = set(), set(), set()
    for token in doc:
        if token.ent_type_ in ACTORS and token.pos_ in ("PROPN", "NOUN"):
            people.add(token.lower_)
        elif token.ent_type_ in PLACES and token.pos_ in ("PROPN", "NOUN"):
            places.add(token.lower_)
        elif token.ent_type_ in COUNTS and (token.pos_ == "NUM" or token.like_num):
            counts.add(token.lower_)
    return frozenset(people), frozenset(places), frozenset(counts)
