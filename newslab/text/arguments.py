"""What a clause says: its predicate, who did it, to whom, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newslab.text.clauses import HELPERS, SAYING, SUBJECTS, Clause
from newslab.text.resources import listed, word_list

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Verbs that say when or how surely, not what: "began to fall", "were to resume", "is expected to sign".
RAISING: Final = listed("raising")
_RAISING_ADJECTIVES: Final = listed("raising adjectives")
# Verbs that say little without the noun they take: "take place", "hold talks".
LIGHT: Final = listed("light")
_DEEDS: Final = listed("deeds")
_TOWARD: Final = word_list("toward")
_PLACES: Final = frozenset(("GPE", "LOC", "FAC"))
_TIMES: Final = frozenset(("DATE", "TIME", "CARDINAL", "MONEY", "PERCENT", "ORDINAL"))
_DAYS: Final = frozenset(("DATE", "TIME"))
_AT: Final = listed("at")
_ALONGSIDE: Final = listed("alongside")
_ASKING: Final = frozenset(("on", "upon", "for"))  # what "call", "wait", "appeal" name by whom an act is to be done
_LOOSE: Final = listed("loose")
_RELATIVE: Final = frozenset(("WDT", "WP", "WP$"))
_NEAR: Final = 2  # tokens from "were" to the "to" of "were to resume", "were also to resume"
# Verbs that say what something is, becomes or is made.
_LINKING: Final = listed("linking")
LONGEST: Final = 12  # words of an argument, beyond which only what stands before its noun is given


@dataclass(frozen=True)
class Arguments:
    """What a clause says; each argument is (first token, one after the last), or None.

    Attributes
    ----------
    predicate : base forms, as in "call off", "take place", "agree to sell", "be guilty".
    start : the first token of the predicate where it stands, with what helps and negates it: "will not agree to sell".
    content : the token that carries the predicate, its last.
    who, whom : the doer and whom or what it is done to, whatever the voice.
    subject : the token that is the subject, of the clause or of the one that it leans on; None where there is none.
    """

    predicate: str
    start: Token
    content: Token
    who: tuple[int, int] | None
    whom: tuple[int, int] | None
    where: tuple[int, int] | None
    subject: Token | None


def read_arguments(clause: Clause) -> Arguments:
    """Read the predicate of a clause and its arguments, over passives, relatives, joined verbs and infinitives.

    Examples
    --------
    >>> from newslab.text.clauses import find_clauses
    >>> from newslab.text.parse import parse_text
    >>> doc = parse_text("The ship, which was seized by Iran on Friday, was set to take oil to Syria.").docs[0]
    >>> found = [read_arguments(clause) for clause in find_clauses(doc)]
    >>> [(one.predicate, doc[slice(*one.who)].text) for one in found]
    [('seize', 'Iran'), ('take', 'The ship')]
    """
    head = clause.head
    if head.tag_[:2] not in ("VB", "MD"):
        return Arguments(head.lemma_, head, head, None, None, _where(clause, [head]), None)
    chain, words = _chain(clause)
    content = chain[-1]
    subject = find_subject(head)
    passive = is_passive(content) or (content.i != head.i and is_passive(head) and head.lemma_ not in RAISING)
    predicate, taken = _predicate(content, words)
    whom = _object(content, taken)
    if passive:
        who, whom = _agent(content), subject
    else:
        who = subject
    who = None if who is not None and who.ent_type_ in _DAYS else who
    where = _where(clause, chain)
    return Arguments(predicate, _first(chain), content, _argument(who, where), _argument(whom, where), where, subject)


# ------------------------------------------------------------------------------------------------------------ predicate


def _chain(clause: Clause) -> tuple[list[Token], list[str]]:
    """Follow infinitives down to the verb that carries the meaning; return the verbs and the words that are kept."""
    head = clause.head
    chain, words = [head], []
    for _ in range(3):
        step = _infinitive(head)
        if step is None:
            break
        if not _is_raising(head):
            words += [head.lemma_, "to"] if step.tag_ == "VB" else [head.lemma_]
        chain.append(step)
        head = step
    return chain, words


def _first(chain: Sequence[Token]) -> Token:
    """Return the first word of a predicate: of what helps and negates its first verb, or that verb."""
    head = chain[0]
    around = [child for child in head.children if child.i < head.i and child.dep_ in (*HELPERS, "neg")]
    return min([*around, *chain], key=lambda token: token.i)


def act_of(content: Token, start: int) -> Token:
    """Return the verb of a predicate whose act it is: "threatened to veto" is a threat, "began to fall" a fall.

    Parameters
    ----------
    content : the last verb of the predicate.
    start : the index of its first token, above which nothing is looked at.
    """
    act = verb = content
    while verb.dep_ == "xcomp" and start <= verb.head.i < verb.i:
        over = verb.head
        if over.pos_ in ("VERB", "AUX") and not _is_raising(over):
            act = over
        verb = over
    return act


def _infinitive(head: Token) -> Token | None:
    """Return the verb that completes this one: an infinitive or participle with the same subject."""
    # By an object, or by what something is: "important to recall" tells of what is important, "called on Iran to leave"
    # of what Iran is to do.
    taken = False
    for child in head.children:
        if child.dep_ == "acomp" and child.lemma_ in _RAISING_ADJECTIVES:
            inside = _infinitive(child)
            if inside is not None:
                return inside
        if child.dep_ == "xcomp" and child.i > head.i and not taken and _completes(child, head):
            return child
        taken = taken or child.dep_ in ("dobj", "dative") or (child.dep_ in ("acomp", "attr") and head.lemma_ == "be")
        taken = taken or (child.i > head.i and _asks(child))
    return None


def _asks(preposition: Token) -> bool:
    if preposition.dep_ != "prep" or preposition.lower_ not in _ASKING:
        return False
    return any(noun.dep_ == "pobj" and noun.ent_type_ not in _DAYS for noun in preposition.children)


def _completes(verb: Token, head: Token) -> bool:
    marks = list(verb.children)
    if any(child.dep_ in SUBJECTS for child in marks):
        return False
    to = next((child.i for child in marks if child.tag_ == "TO"), None)
    if head.lemma_ == "be" and (to is None or to - head.i > _NEAR):
        return False
    return verb.tag_ in ("VB", "VBG") or (verb.tag_ == "VBN" and (to is not None or head.lemma_ in RAISING))


def _is_raising(head: Token) -> bool:
    lemma = head.lemma_
    if lemma in ("have", "need", "use", "go", "plan"):
        return lemma != "go" or head.tag_ == "VBG"
    if lemma in listed("arguments: is raising"):
        return is_passive(head)
    return lemma in RAISING


def _predicate(content: Token, before: list[str]) -> tuple[str, Token | None]:
    """Name the predicate; where a noun carries it, return that noun too."""
    words = [*before, content.lemma_]
    taken: Token | None = None
    for child in content.children:
        if child.dep_ == "prt":
            words.append(child.lower_)
        elif _makes_up(child, content):
            words.append(child.lemma_)
            taken = child if child.dep_ in ("attr", "dobj") else None
    if words == ["be"]:
        words += _state(content)
    if taken is not None and any(child.dep_ == "expl" for child in content.children):
        words = words[1:]  # "there were arrests": arrest
    return " ".join(words), taken


def _state(be: Token) -> list[str]:
    """Return where or in what something is: "in hospital"."""
    for child in be.children:
        if child.dep_ == "prep" and child.i > be.i:
            nouns = [noun for noun in child.children if noun.dep_ == "pobj"]
            if nouns and nouns[0].ent_type_ not in _TIMES:
                return [child.lower_, nouns[0].lemma_]
        if child.dep_ == "advmod" and child.i > be.i and child.tag_ != "RB":
            return [child.lower_]
    return []


# -------------------------------------------------------------------------------------------------------- who and whom


def _makes_up(child: Token, content: Token) -> bool:
    """Tell whether a word makes up the predicate with its verb: "is ready", "held talks"."""
    if content.lemma_ in _LINKING and (
        child.dep_ in ("acomp", "attr") or (child.dep_ == "oprd" and child.tag_ == "JJ")
    ):
        return True
    is_deed = child.dep_ == "dobj" and content.lemma_ in LIGHT and child.lemma_ in _DEEDS
    return is_deed and not any(one.dep_ == "nummod" for one in child.children)


def find_subject(head: Token) -> Token | None:
    """Return the subject of a verb: its own, what a relative stands for, or that of the verb it leans on."""
    verb = head
    for _ in range(6):
        for child in verb.children:
            if child.dep_ in SUBJECTS:
                return _meant(_whole(child), verb)
        over = verb.head.head if verb.dep_ == "pcomp" else verb.head
        if verb.dep_ not in ("conj", "xcomp", "advcl", "pcomp"):
            return _described(verb)
        if over.pos_ not in ("VERB", "AUX"):
            return over if over.pos_ in ("NOUN", "PROPN") and verb.dep_ == "advcl" else None
        verb = said_of(verb, over) or over
    return None


def _described(verb: Token) -> Token | None:
    """Return what a verb without a subject describes: "a man wanted by police", "an incident that she said took
    place".
    """
    over = verb.head
    if verb.dep_ == "acl" or (verb.dep_ == "relcl" and over.pos_ in ("NOUN", "PROPN", "PRON")):
        return over
    return over.head if verb.dep_ == "ccomp" and over.dep_ == "relcl" else None


def said_of(verb: Token, saying: Token) -> Token | None:
    """Return what is said, where a verb hangs on the verb of saying that follows both: "A fell while doing B, C
    said".
    """
    if verb.dep_ != "advcl" or saying.lemma_ not in SAYING:
        return None
    content = next((child for child in saying.children if child.dep_ == "ccomp"), None)
    return content if content is not None and content.i < verb.i < saying.i else None


def _whole(noun: Token) -> Token:
    """Return the last part of a word that hyphens join, which the parser may read as several."""
    doc = noun.doc
    while (
        noun.i + 2 < len(doc) and doc[noun.i + 1].text == "-" and not (noun.whitespace_ or doc[noun.i + 1].whitespace_)
    ):
        noun = doc[noun.i + 2]
    return noun


def _meant(subject: Token, verb: Token) -> Token:
    """Return what a relative pronoun stands for."""
    if subject.tag_ in _RELATIVE or (subject.lower_ == "that" and verb.dep_ == "relcl"):
        place = verb
        while place.dep_ in ("conj", "ccomp", "xcomp") and place.head.i != place.i:
            place = place.head
        if place.dep_ == "relcl":
            return place.head
    return subject


def is_passive(verb: Token) -> bool:
    """Tell whether a verb is in the passive voice; of joined verbs the first tells."""
    helped = False
    for child in verb.children:
        if child.dep_ == "auxpass":
            return True
        helped = helped or child.dep_ == "aux"
    if verb.tag_ != "VBN" or helped:
        return False
    if verb.dep_ == "conj":
        return is_passive(verb.head) if verb.head.tag_ == "VBN" else not _has_subject(verb)
    return True


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in SUBJECTS for child in verb.children)


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            return next((noun for noun in child.children if noun.dep_ == "pobj"), None)
    return None


def _object(content: Token, taken: Token | None) -> Token | None:
    children = list(content.children)
    for child in children:
        if child.dep_ in ("dobj", "dative", "obj") and child != taken:
            if child.dep_ == "dative" and child.tag_ in ("IN", "TO"):
                child = next(iter(child.children), child)
            if child.ent_type_ not in ("DATE", "TIME"):
                return content.head if child.tag_ in _RELATIVE and content.dep_ == "relcl" else child
    if content.dep_ == "relcl" and _has_gap(content, children):
        return content.head
    if content.lemma_ == "be":
        return None
    under = [*children, *(taken.children if taken is not None else ())]
    prepositions = [child for child in under if child.dep_ in ("prep", "dative")]
    nouns: list[Token] = [noun for child in prepositions for noun in child.children if noun.dep_ == "pobj"]
    return min(filter(_is_toward, nouns), key=lambda noun: _TOWARD.index(noun.head.lower_), default=None)


def _is_toward(noun: Token) -> bool:
    """Tell a noun that an act is directed at, by its preposition, from its time and place."""
    word = noun.head.lower_
    if word not in _TOWARD or noun.ent_type_ in _TIMES:
        return False
    return noun.ent_type_ not in _PLACES or word in ("with", "against")


def _has_gap(verb: Token, children: Sequence[Token]) -> bool:
    """Tell whether a relative clause has its own subject and leaves out its object: "the man they arrested"."""
    subject = next((child for child in children if child.dep_ in SUBJECTS), None)
    if subject is None or subject.tag_ in _RELATIVE or subject.lower_ == "that" or verb.lemma_ == "be":
        return False
    return not any(child.tag_ == "WRB" or child.dep_ in ("ccomp", "xcomp", "nsubjpass") for child in children)


def _end_of_name(doc: Doc, at: int) -> int:
    while at + 1 < len(doc) and doc[at + 1].ent_iob_ == "I":
        at += 1
    return at


def _argument(noun: Token | None, where: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return the words of an argument, without the place and time at its end, which are the clause's."""
    if noun is None:
        return None
    first, last = phrase(noun)
    for token in noun.doc[noun.i + 1 : last]:
        if token.dep_ == "prep" and token.lower_ in _ALONGSIDE:
            inner = token.right_edge.i
            if (where is not None and token.i < where[0] <= inner + 1) or noun.doc[inner].ent_type_ in ("DATE", "TIME"):
                return first, token.i
    return first, last


def phrase(noun: Token) -> tuple[int, int]:
    """Return the (first, one after last) tokens of a noun with what stands close to it: no relatives, no asides."""
    first, last = _reach(noun, links=True)
    if last - first >= LONGEST:
        first, last = _reach(noun, links=False)
    doc = noun.doc
    while first < noun.i and doc[first].dep_ in ("punct", "cc", "mark", "preconj"):
        first += 1
    while first > 1 and doc[first - 1].text == "-" and not (doc[first - 1].whitespace_ or doc[first - 2].whitespace_):
        first -= 3 if first > 2 and doc[first - 3].tag_ == "DT" else 2
    return first, last + 1


def _reach(noun: Token, *, links: bool) -> tuple[int, int]:
    """Walk out from a noun over what belongs to it without a gap."""
    belongs = {noun.i}
    stack = [noun]
    while stack:
        token = stack.pop()
        for child in token.children:
            if child.dep_ not in _LOOSE or _is_joint(child, token):
                if child.i > noun.i and not links and child.dep_ != "conj":
                    continue
                belongs.add(child.i)
                stack.append(child)
    first = last = noun.i
    while first - 1 in belongs:
        first -= 1
    while last + 1 in belongs:
        last += 1
    doc = noun.doc
    while last > noun.i and doc[last].dep_ in ("punct", "cc"):
        last -= 1
    return first, last


def _is_joint(child: Token, token: Token) -> bool:
    """Tell a hyphen, bracket or comma inside a name or list from one that sets an aside apart."""
    if child.dep_ in ("punct", "cc"):
        return child.text in ("-", "/", "'", '"', "&") or any(one.dep_ == "conj" for one in token.children)
    return False


# ---------------------------------------------------------------------------------------------------------------- where


def _where(clause: Clause, chain: Sequence[Token]) -> tuple[int, int] | None:
    """Return the place that a clause names: one that hangs on its verb before one that hangs on its nouns."""
    doc = clause.head.doc
    verbs = {verb.i for verb in chain}
    near: tuple[int, int] | None = None
    for noun, preposition in _placed(clause):
        over = preposition.head.i
        if over in verbs:
            return _place(noun)
        if near is None and preposition.lower_ in _ALONGSIDE and doc[over].ent_type_ not in _PLACES:
            near = _place(noun)
    return near


def _placed(clause: Clause) -> Iterator[tuple[Token, Token]]:
    doc = clause.head.doc
    for at in clause.own:
        token = doc[at]
        if token.ent_type_ in _PLACES and token.dep_ == "pobj":
            preposition = token.head
            if preposition.lower_ == "of" and preposition.head.dep_ == "pobj":  # "in the city of Basra"
                preposition = preposition.head.head
            if preposition.lower_ in _AT:
                yield token, preposition


def _place(noun: Token) -> tuple[int, int]:
    """Return the words of a place, with the country or state that follows it."""
    doc, first, last = noun.doc, noun.i, noun.i
    while doc[first].ent_iob_ == "I":
        first -= 1
    last = _end_of_name(doc, last)
    if last + 2 < len(doc) and doc[last + 1].text == "," and doc[last + 2].ent_type_ == "GPE":
        last = _end_of_name(doc, last + 2)
    if doc[first].lower_ == "the":
        first += 1
    return first, last + 1
