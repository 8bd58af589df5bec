"""Sentences that cannot be read alone: fragments, and "the two sides" or "the ship" that nothing in them explains."""

from __future__ import annotations

import re
from typing import Final

from newslab.digest.setting import Setting
from newslab.digest.wording import unquoted

ROLE: Final = (
    "minister|president|premier|chancellor|secretary|ambassador|spokes(?:man|woman|person)|chairman|chairwoman|chair|"
    "chief|director|commissioner|governor|mayor|senator|lawmaker|judge|prosecutor|sheriff|general|admiral|commander|"
    "king|queen|prince|princess|pope|bishop|actor|actress|singer|star|comedian|billionaire|businessman|heir|suspect|"
    "gunman|attacker|victim|defendant|driver|pilot|officer|coach|player|striker|captain|author|professor|doctor|"
    "candidate|leader|diplomat|envoy|official|entrepreneur|founder|executive|man|woman|boy|girl|teenager|toddler|"
    "couple|politician|scientist|researcher|republican|democrat|tycoon|rapper|athlete|former \\w+|\\d{2}-year-old"
)
_AFTER_OPENING: Final = re.compile(
    r"(?:On|In|At|By|For|From|With|After|Before|During|Since|Until|As|When|While|If|Last|This)\b[^,“\"]{2,60}, (?:it|they|this|these|"
    r"those|there)\b|He [A-Z]\w+['’]s\b|(?:Today|Yesterday|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)['’]s (?:is|was|are|were)\b"
)
_LEANING_START: Final = re.compile(
    r"(?:[\"“'‘]\s*)?(?:They|Their|Them|It|Its|It['’]s|This|That|These|Those|Such|There|Here|Both|Another|Others?|Some|One|Neither|"
    r"Either|Each|All|So|But|And|Or|Yet|Then|Also|However|Meanwhile|Moreover|Furthermore|Nevertheless|Nonetheless|"
    r"Instead|Still|Thus|Therefore|Hence|Besides|Similarly|Likewise|Otherwise|Indeed|Too|Afterwards?|Later|Earlier|"
    r"Elsewhere|Separately|Additionally|Finally|Secondly|Thirdly|Second|Third|Again|Asked|Speaking|If so|Of course|To put|As of|Inside|Outside|Nearby|Behind|Above|Below|"
    r"In addition|In fact|In turn|In response|In contrast|In return|As a result|As such|For example|For instance|"
    r"On the other hand|At the same time|At that time|At the time|By contrast|By then|Because of this|Despite this|"
    r"After that|Before that|Since then|Until then|That said|The same|The others?|The previous|The next|The latter|The former|The two|"
    r"The three|The pair|The duo|The first|The second|The third|The move|The news|The incident|Not only|No one|"
    r"(?:On|At|In|During|By|For|To|From|With|After|Before|Of|Despite|Since|Under) (?:that|this|these|those|both|such|there|it|"
    r"them|which)|Contrast|Compare|Consider|Remember|Imagine|Note|See|Take|Think|Look|Let|Which|Who|Yes|No|Well|Just|Even|Only|Perhaps|Maybe|Like|Unlike|More than that|Same|Adding|Added)\b"
)
_FRAGMENT: Final = re.compile(
    r"(?:Because(?! of)|Whether|Although|Though|While|Whereas|Which|Unless)\b(?:[^,]*$|.*, (?:and|because|but|which|who)\b)"
)
_HERE: Final = re.compile(
    r"\b(?:here(?! (?:and|to)\b)|(?:this|these|those) (?!(?:week|weekend|month|year|morning|afternoon|evening|night|season|summer|winter|"
    r"spring|autumn|fall|day|quarter|time|century|decade|who|that|of|in|is|was|are|were|will|has|had)\b)[a-z]+|"
    r"(?:set|broke|made|passed|met|took|reached|beat|did|to|of|for|with|from|by|at|until|since) that (?!(?:the|an?|it|he|she|they|is|was|of|in)\b)[a-z]+)\b"
)
_OF_THEM: Final = re.compile(r"(?:\w+ ){1,4}(?:them|these|those|this|it)\b")
_PAIR: Final = re.compile(
    r"\b(?:(?:[Tt]he two|[Bb]oth) (?:sides|countries|nations|governments|parties|ministers|leaders|presidents|men|women|"
    r"officials|neighbou?rs|allies|states|ministries|towns|cities|companies|teams|sources)|"
    r"[Tt]he (?:sides|parties|pair|duo|two(?=[,.;])))\b(?! of| that| who| which)"
)
_THE_BODY: Final = re.compile(
    r"\b[Tt]he (?P<what>company|firm|start-up|startup|ministry|agency|organi[sz]ation|airline|bank|club|institute|retailer|carmaker|"
    r"studio|network|newspaper|magazine|union|institution|department|party|group|team|carrier|broadcaster|government|administration|cohort|coalition|regime)\b"
    r"(?! of\b| [A-Z])"
)
_THE_PLACE: Final = re.compile(
    r"\b[Tt]he (?P<what>country|city|town|village|capital|island|province|region|nation)\b(?! of\b| [A-Z])"
)
_THE_CRAFT: Final = re.compile(
    r"\b[Tt]he (?P<what>lander|orbiter|rover|probe|spacecraft|craft|capsule|rocket|satellite|ship|vessel|tanker|boat|aircraft|airliner|"
    r"plane|jet|helicopter|drone|submarine)\b(?! of\b| that\b| which\b| carrying\b| [A-Z])"
)
OPENS_WITH_THE: Final = re.compile(
    rf"The (?:two|three|{ROLE}|company|firm|start-up|startup|ministry|agency|airline|bank|club|government|cohort|coalition|regime|"
    r"country|city|capital|town|village|lander|orbiter|rover|probe|spacecraft|craft|capsule|ship|vessel|plane)\b"
)
_DATED_CRAFT: Final = re.compile(rf"(?:On|In|At|By) (?:[\w.,:]+ ){{1,3}}{_THE_CRAFT.pattern}")
_CLOCKS: Final = ("UTC", "GMT", "CET", "EST", "EDT", "BST", "PST")
_OPENS_BARE: Final = re.compile(  # "Touchdown came at noon": whose?
    r"[A-Z][a-z]+(?:[ -][a-z]+)? (?:came|took place|followed|is|was) (?:\w+ ){0,2}?(?:at|on|in|for|set|due|expected|scheduled|planned)\b"
)
_WITHOUT_VERB: Final = re.compile(
    r"(?:Among|Including|Along with|Such as)\b(?!.*\b(?:is|are|was|were|has|have|had|will|would|said|says|can|could|\w{3,}ed)\b).*$"
)
_TWO_IN_ONE: Final = re.compile(  # "It lasted a day. iFerry failed": two sentences, of which one may be dated
    r"\b(?!(?:etc|est|approx|incl|ext|min|max)\.)[a-z]{3,}[.?!][”\"]? (?=[a-z])"
)


def leans(start: int, end: int, setting: Setting, *, strict: bool = True) -> bool:
    """Tell whether a sentence leans on what stands before it in ways that no note in brackets can mend.

    Parameters
    ----------
    start, end : the span of the sentence in `setting.text`.
    setting : its article.
    strict : False for an entry of a timeline: "here", "the two sides" or "the ship" within the sentence may stay.

    Examples
    --------
    >>> text = "The two sides met. Halden won the cup."
    >>> leans(0, 18, Setting(text)), leans(19, 38, Setting(text))
    (True, False)
    """
    words = setting.text[start:end]
    if (
        _FRAGMENT.match(words)
        or _WITHOUT_VERB.match(words)
        or _TWO_IN_ONE.search(unquoted(words))
        or _LEANING_START.match(words)
    ):
        return True
    if _OF_THEM.match(words) or _AFTER_OPENING.match(words) or (strict and _HERE.search(unquoted(words))):
        return True
    whose = [name for name in setting.names_in(start, end) if name.start > start and name.text not in _CLOCKS]
    if _OPENS_BARE.match(words) and not whose:
        return True
    is_opening = OPENS_WITH_THE.match(words) or _DATED_CRAFT.match(words)
    return (strict or bool(is_opening)) and _is_riddle(start, end, setting)


def _is_riddle(start: int, end: int, setting: Setting) -> bool:
    """Tell whether "the two sides", "the company", "the capital" or "the ship" is not explained in the sentence itself.

    None of them is ever put beside its meaning: the nearest name is too often another.
    """
    bare = unquoted(setting.text[start:end])
    for match in _PAIR.finditer(bare):
        before = {name.full for name in setting.names_in(start, start + match.start()) if name.kind != "other"}
        if len(before) < 2:
            return True
    for pattern, kinds in (
        (_THE_BODY, ("body", "place", "other")), (_THE_PLACE, ("place", "other")), (_THE_CRAFT, ("other", "body")),
    ):  # fmt: skip
        found = pattern.search(bare)
        if found is None:
            continue
        before_it = any(name.kind in kinds for name in setting.names_in(start, start + found.start()))
        after = start + found.end()
        beside = any(name.kind in kinds and 0 <= name.start - after <= 2 for name in setting.names)
        if not before_it and not beside:
            return True
    return False
