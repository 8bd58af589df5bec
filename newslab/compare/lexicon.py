"""What makes two sentences disagree: opposites, negation and roles of counted people, as general English."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Opposites in news: words of one side, a bar, words of the other. Base forms; inflections are made.
OPPOSITES: Final = """
die dead death kill fatal perish deadly slay murder | survive alive unhurt unharmed unscathed uninjured
rise increase climb jump grow surge soar higher rebound rally gain up | fall decrease drop decline slip slide tumble \
plunge sink lower shrink plummet dip slump down
raise hike lift | cut lower slash reduce trim
win victory triumph beat clinch | lose defeat loss
accept approve agree embrace okay endorse back adopt pass | reject refuse decline block veto spurn turn-down rebuff
allow permit let authorize authorise enable legalize legalise | ban bar prohibit forbid block prevent outlaw
admit confirm acknowledge concede accept | deny refute dispute reject dismiss
support back endorse favor favour defend | oppose condemn resist criticize criticise denounce
praise hail welcome applaud laud | condemn criticize criticise slam denounce blast deplore decry
begin start open launch commence kick-off resume | end finish conclude close stop halt suspend cease
open reopen | close shut shutter
arrest detain capture jail imprison seize nab hold custody | release free freed escape liberate
guilty convict convicted | acquit innocent clear exonerate
impose tighten | lift ease loosen relax remove
join enter | leave quit exit
arrive come return | leave depart
buy acquire purchase | sell divest
hire appoint name nominate | fire sack dismiss oust
keep retain maintain preserve | scrap abolish drop abandon ditch cancel axe
build construct | demolish destroy raze
succeed success | fail failure flop
strengthen boost bolster | weaken undermine
improve recover | worsen deteriorate
expand widen extend broaden | shrink narrow shorten
advance | retreat withdraw
deploy send | withdraw recall
uphold affirm | overturn overrule quash strike-down annul
more | fewer less
first | last
best | worst
strong stronger | weak weaker
high highest | low lowest
profit | loss
majority | minority
true | false
likely | unlikely
possible | impossible
safe | unsafe dangerous
legal lawful | illegal unlawful
before | after
include | exclude
remember | forget
love | hate
optimistic hopeful | pessimistic
peaceful | violent
stable | unstable critical
present | absent
ally | enemy
unite | divide split
encourage | discourage
trust | distrust mistrust
enable | disable
ratify sign | reject veto
resign quit | stay remain
cooperate | clash
attend | boycott skip
hit | miss
find | lose
create add | lose cut
rescue save | abandon
"""
IRREGULAR: Final = {
    "die": "dies died dying", "rise": "rose risen", "fall": "fell fallen", "grow": "grew grown", "sink": "sank sunk",
    "shrink": "shrank shrunk", "win": "won", "lose": "lost", "beat": "beaten", "begin": "began begun", "hold": "held",
    "leave": "left", "buy": "bought", "sell": "sold", "keep": "kept", "build": "built", "send": "sent",
    "withdraw": "withdrew withdrawn", "strike": "struck", "let": "let letting", "cut": "cutting", "shut": "shutting",
    "come": "came", "split": "splitting", "find": "found", "uphold": "upheld", "slay": "slain slew", "up": "",
    "down": "", "deny": "denies denied denying", "slide": "slid", "forbid": "forbade forbidden", "free": "freed",
    "quit": "quits quitting", "forget": "forgot forgotten", "spring": "sprang", "hit": "hitting", "dead": "",
    "overrule": "overruled", "shoot": "shot", "more": "", "less": "", "first": "", "last": "", "before": "",
    "after": "", "higher": "", "lower": "lowers lowered lowering", "be": "is are was were been being am", "have": "has had",
    "do": "does did done", "go": "goes went gone", "say": "said says", "tell": "told", "make": "made", "take": "took taken",
    "get": "got gotten", "give": "gave given", "see": "saw seen", "meet": "met", "speak": "spoke spoken",
    "break": "broke broken", "fight": "fought", "flee": "fled", "feel": "felt", "drive": "drove driven", "hurt": "",
    "fly": "flew flown", "catch": "caught", "bring": "brought", "lead": "led", "pay": "paid", "run": "ran",
}  # fmt: skip
NEGATORS: Final = _set("not no never without none neither nor cannot nobody nothing n't hardly barely nowhere")
# verbs that say of what follows that it is not so
REFUSERS: Final = _set(
    "deny refuse reject fail rule avoid prevent halt stop lack dismiss refute decline block bar ban scrap cancel "
    "abandon delay postpone doubt dispute unable"
)
# what happened to counted people, as far as news tells it by a few words
ROLES: Final = {
    "dead": "die dead death kill fatal fatality perish body corpse toll murder execute slay deadly victim lose-life",
    "hurt": "injure injury hurt wound casualty hospitalize hospitalise maim",
    "missing": "miss missing unaccounted disappear",
    "held": "arrest detain capture jail imprison custody seize hostage kidnap abduct hold",
    "freed": "release free rescue save evacuate",
    "charged": "charge indict accuse",
}
ANYONE: Final = _set(
    "people person body other more dead life casualty victim injured survivor soul fatality death man other toll"
)
PEOPLE: Final = ANYONE | _set(
    "people person man woman child civilian body victim soldier troop worker passenger student officer policeman "
    "man resident miner protester demonstrator militant rebel fighter migrant refugee pilgrim tourist marine "
    "villager boy girl men women children insurgent other more dead injured life casualty survivor employee "
    "patient inmate prisoner suspect"
)


@lru_cache(maxsize=1)
def load_forms() -> dict[str, str]:
    """Return the base form of each inflected form of the words in these lists."""
    forms: dict[str, str] = {}
    listed = OPPOSITES.replace("|", " ").replace("\\\n", " ").split()
    listed += [word for words in ROLES.values() for word in words.split()]
    for base in sorted({*listed, *REFUSERS, *PEOPLE, *IRREGULAR}):
        for form in (base, *inflect(base)):
            forms.setdefault(form, base)
    for base, irregular in IRREGULAR.items():
        forms |= dict.fromkeys(irregular.split(), base)
    return forms


def inflect(base: str) -> list[str]:
    """Give the regular inflections of a verb or noun.

    Examples
    --------
    >>> inflect("drop")
    ['drops', 'dropped', 'dropping']
    """
    irregular = IRREGULAR.get(base)
    if irregular is not None and not irregular:
        return []
    plural = base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return [f"{base[:-1]}ies", f"{base[:-1]}ied", f"{base}ing"]
    if base.endswith("e"):
        return [plural, f"{base}d", f"{base[:-1]}ing"]
    short = len(base) > 2 and base[-1] in "bgmnprtl" and base[-2] in "aeiou" and base[-3] not in "aeiou"
    doubled = base + base[-1] if (short and len(base) <= 4) or base in DOUBLING else base
    return [plural, f"{doubled}ed", f"{doubled}ing"]


DOUBLING: Final = _set("admit permit commit acquit forget begin")


BRITISH: Final = {"ence": "ense", "ences": "enses", "our": "or", "ours": "ors", "ise": "ize", "ises": "izes", "ised": "ized",
                  "ising": "izing", "iser": "izer", "yse": "yze", "tre": "ter", "tres": "ters", "isation": "ization"}  # fmt: skip
BRITISH_WORDS: Final = {
    "aluminium": "aluminum", "axe": "ax", "cheque": "check", "enrol": "enroll", "fulfil": "fulfill", "grey": "gray",
    "jewellery": "jewelry", "kerb": "curb", "manoeuvre": "maneuver", "mould": "mold", "moustache": "mustache",
    "plough": "plow", "programme": "program", "pyjamas": "pajamas", "sceptical": "skeptical", "skilful": "skillful",
    "storey": "story", "sulphur": "sulfur", "traveller": "traveler", "tyre": "tire",
}  # fmt: skip
SPELLING: Final = re.compile(rf"(?<=\w\w)(?:{'|'.join(sorted(BRITISH, key=len, reverse=True))})$")


def fold_spelling(word: str) -> str:
    """Write a lower-case word as Americans do.

    Examples
    --------
    >>> [fold_spelling(word) for word in ("defence", "organised", "tyre")]
    ['defense', 'organized', 'tire']
    """
    word = BRITISH_WORDS.get(word, word)
    return SPELLING.sub(lambda match: BRITISH[match.group()], word) if len(word) > 4 else word


@lru_cache(maxsize=1 << 15)
def find_base(word: str) -> str:
    """Return the base form of a lower-case word: listed forms exactly, others by their endings.

    Examples
    --------
    >>> [find_base(word) for word in ("rose", "denies", "countries", "missiles")]
    ['rise', 'deny', 'country', 'missile']
    """
    word = fold_spelling(word)
    known = load_forms().get(word)
    if known is not None:
        return known
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]
    return word


@lru_cache(maxsize=1)
def _sides() -> dict[str, frozenset[tuple[int, int]]]:
    sides: dict[str, set[tuple[int, int]]] = {}
    for place, line in enumerate(OPPOSITES.replace("\\\n", " ").strip().splitlines()):
        for side, words in enumerate(line.split("|")):
            for word in words.split():
                sides.setdefault(word, set()).add((place, side))
    return {word: frozenset(found) for word, found in sides.items()}


def are_opposite(word: str, other: str) -> bool:
    """Tell whether two base forms are opposites: listed, or one is the other with un-, in-, dis- or non-.

    Examples
    --------
    >>> are_opposite("rise", "fall"), are_opposite("harmed", "unharmed"), are_opposite("rise", "climb")
    (True, True, False)
    """
    if any((place, 1 - side) in _sides().get(other, ()) for place, side in _sides().get(word, ())):
        return True
    short, long = sorted((word, other), key=len)
    return len(short) >= 4 and long in (f"un{short}", f"in{short}", f"im{short}", f"il{short}", f"ir{short}",
                                        f"dis{short}", f"non-{short}", f"non{short}")  # fmt: skip


def find_role(words: list[str]) -> str:
    """Return what happened to counted people by the nearest of `words` (base forms, nearest first), or ""."""
    known = _roles()
    return next((known[word] for word in words if word in known), "")


@lru_cache(maxsize=1)
def _roles() -> dict[str, str]:
    return {word: role for role, listed in reversed(ROLES.items()) for word in listed.split()}
