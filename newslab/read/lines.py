"""What one line of a flattened page looks like: running text, a title, an age, a label of the page around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from newslab.read.published import AGE, parse_published

RUNNING_WORDS = 18  # words; a line of as many that ends like a sentence is running text wherever it stands
STEM: Final = 4  # letters by which words are compared, so that "opens" in a title meets "opened" in its text
TITLE_WORDS = range(3, 31)
SHORT = 130  # characters; a longer line is no age, date, byline or word of the page's furniture

# Labels under which pages list other articles. They are terms of page furniture, as general as "Contents" in a book.
_OTHERS: Final = (
    r"(?:related|recent|latest|more|other|similar|recommended|popular|trending|top|featured|further|most|must|"
    r"editor'?s?)"
    r"(?:\s+(?:and|&))?\s+(?:\w+\s+){0,2}?(?:articles?|posts?|stories|story|news|content|coverage|reads?|reading|"
    r"picks?|headlines|"
    r"topics|links|read|viewed|popular|shared|commented|videos?)",
    r"(?:you (?:may|might) (?:also )?(?:like|be interested in|have missed).*|(?:also|more) (?:from|in|on|by|"
    r"about) .{2,60}|"
    r"what to read next|read (?:next|more|also)|see also|don'?t miss|in case you missed it|up next|next article|"
    r"previous article|more stories|more|related|recommended(?: for you)?|trending(?: now)?|most read|most popular|"
    r"latest|just in|around the web|from around the web|from our partners|sponsored(?: content| stories)?|"
    r"promoted(?: stories| content)?|"
    r"paid content|partner content|elsewhere|continue reading|keep reading|news feed|live updates)",
)
_CLOSING: Final = (
    r"(?:comments?|no comments?(?: yet)?|\d+ comments?|leave a (?:reply|comment)|post a comment|"
    r"join the (?:conversation|discussion)|"
    r"view comments|show comments|hashtags?|tags?|keywords?|topics?|about (?:the )?(?:author|writer)s?|about us|"
    r"contact(?: us)?|"
    r"privacy policy|terms (?:of (?:use|service)|and conditions|& conditions)|cookie policy|all rights reserved|"
    r"newsletter|"
    r"newsletters?|footer|site ?map|advertise(?: with us)?|careers|follow us|categories|archives?|discussion)",
)
_CHROME: Final = (
    r"(?:advertisement|advertisements|ad|advertising|sponsored|share|share (?:this|on|via|article).*|tweet|email|print|"
    r"save|copy link|"
    r"facebook|twitter|x|whatsapp|linkedin|telegram|reddit|pinterest|instagram|youtube|flipboard|pocket|menu|search|"
    r"home|"
    r"skip to .{3,40}|sign (?:in|up).{0,60}|log ?in|register|subscribe.{0,60}|follow.{0,40}|"
    r"listen(?: to (?:this )?article)?|"
    r"close|open|loading\.*|play|watch|video|photos?|gallery|image \d+ of \d+|\d+ of \d+|\d+/\d+|back to top|top|next|"
    r"previous|prev|"
    r"reading time:? .{1,20}|\d+\s*-?\s*min(?:ute)?s?(?:\s+read)?|read time:? .{1,20}|listen \d+.*|"
    r"\d+(?:[.,]\d+)?[km]? ?(?:views?|shares?|likes?|reads?)|"
    r"like|dislike|reply|report|show more|load more|view all|see all|view more|click here.{0,60}|read full (?:story|"
    r"article)|"
    r"story continues below.*|article continues (?:below|after).*|scroll (?:down|to continue).*|google news|"
    r"add .{3,40} (?:on|as) .{2,30}google.*|"
    r"we use cookies.*|accept(?: all)?(?: cookies)?|manage (?:cookies|preferences)|get the (?:latest|best|app).{0,80}|"
    r"download (?:the|our) app.*|https?://\S+|www\.\S+|text size|font size|a a|translate|language|\W+)",
)
_APPEAL: Final = re.compile(
    r"^(?:sign up|subscribe|follow us|download|click here|join (?:our|us|the)|get (?:our|the|your|unlimited)|"
    r"support (?:our|us)|"
    r"this (?:website|site) uses|we use cookies|by (?:clicking|signing|subscribing|continuing)|your email|enter your|"
    r"please (?:enable|sign|log|disable)|"
    r"already (?:a )?(?:subscriber|have an account|registered)|you must be logged in|all rights reserved|©|"
    r"copyright ©?|\(c\) ?\d{4}|"
    r"read more:|read also:|also read:|read next:|see also:|more:|related:|watch:|listen:|have your say|"
    r"what do you think|"
    r"let us know|receive .{0,40}newsletter|stay (?:informed|up to date|connected)|thank you for (?:reading|"
    r"subscribing|signing))",
    re.IGNORECASE,
)
_NOTICE: Final = re.compile(
    r"^(?:(?:when|if) you (?:buy|purchase|shop|click)\b.{0,80}\blinks?\b|(?:we|this site|the \w+) (?:may|might|"
    r"can) (?:earn|receive|get) (?:a |an )?(?:\w+ )?commission|"
    r"this (?:article|post|story|page) (?:may )?contains? affiliate|(?:we|this (?:web)?site) uses? cookies\b|"
    r"this (?:web)?site (?:or its .{0,40})?uses cookies|"
    r"also read ?:|read also ?:|read more ?:|read next ?:|see also ?:|related ?:|(?:don'?t|do not) miss ?:|"
    r"sign up (?:to|for|here)\b|subscribe (?:to|now|here|today)\b|"
    r"follow us\b|like us on\b|join our\b|download (?:the|our)\b.{0,30}\bapp\b|advertisement$|"
    r"the post .{0,200} appeared first on\b)",
    re.IGNORECASE,
)
_RIGHTS: Final = re.compile(
    r"all rights reserved|©|copyright\s+(?:©|\(c\)|\d{4})|terms of (?:use|service)|privacy policy", re.I
)
OTHERS: Final = re.compile(rf"(?:{'|'.join(_OTHERS)})\s*[:»>…]*", re.IGNORECASE)
CLOSING: Final = re.compile(rf"(?:{'|'.join(_CLOSING)})\s*(?:\(?\d+\)?)?\s*[:»>…]*", re.IGNORECASE)
CHROME: Final = re.compile(rf"(?:{'|'.join(_CHROME)})\s*[:»>…]*", re.IGNORECASE)
BYLINE: Final = re.compile(
    r"(?:(?:written |reported |edited |posted |published )?by:?\s+\S.{1,100}|(?:author|reporter|writer|"
    r"editor)s?:\s*.{2,80}|"
    r"(?:[\w.&'’-]+\s+){1,4}(?:editor|reporter|correspondent|staff|staff writer|desk|newsroom|contributor|columnist|"
    r"bureau chief)s?|"
    r"[\w.'’ -]{3,40}\([\w.+-]+@[\w-]+\.[\w.]+\)|[\w.+-]+@[\w-]+\.[\w.-]+)",
    re.IGNORECASE,
)
DATELINE: Final = re.compile(
    r"(?:first\s+)?(?:published|posted|updated|last updated|last modified|modified|created|date|issued)(?:\s+(?:on|"
    r"at))?\s*:?\s*.{4,60}",
    re.I,
)
CREDIT: Final = re.compile(
    r"(?:(?:photo|image|picture|credit|illustration|graphic|file photo|courtesy|source|video)s?\s*(?:by|:|credit|"
    r"courtesy|/)\s*.{2,120}|"
    r"\(?(?:photo|image|picture|file photo)\b.{0,120}\)|.{0,120}(?:/|via )\s*(?:getty(?: images)?|afp|ap|reuters|epa|"
    r"shutterstock|"
    r"yonhap|xinhua|anadolu|imago|alamy)(?:[ /].{0,40})?\)?|©\s?.{2,80})",
    re.IGNORECASE,
)
# A caption of any length ends with who took the picture, mostly in brackets.
CAPTIONED: Final = re.compile(
    r".{20,500}?(?:[.\s]|(?<=[\])]))[\[(]?\s*(?:(?:file )?(?:photo|image|picture|photograph)(?:graph)?s?\s*(?:by|:|/|"
    r"credit|courtesy)\s*.{2,60}|"
    r"(?:[\w.'’-]+ ){0,4}?(?:AP Photo|REUTERS|Reuters|AFP|AP|EPA|Getty Images|Getty|Xinhua|Yonhap|Anadolu|ANSA|EFE|dpa|"
    r"PA|Shutterstock)"
    r"(?:\s*(?:/|via)\s*[\w .'’/-]{2,50})?|[\w .'’-]{2,40}/(?:AP|AFP|Reuters|REUTERS|EPA|Getty Images|Xinhua|Yonhap|"
    r"Anadolu|PA|dpa|ANSA|EFE))"
    r"(?:,? \w+ \d{1,2},? \d{4}| via .{2,30})?\s*[\])]"
)
CRUMBS: Final = re.compile(r"[^\W\d_][\w &'’-]{1,30}(?:\s*[>›»/]\s*[^\W\d_][\w &'’,-]{1,40}){1,5}")
_ENDS: Final = re.compile(r"""[.!?。！？…][\])"'”’»*]*$""")
_INLINE_AGE: Final = re.compile(
    rf"(?P<source>\S.{{1,48}}?)\s*[·•|,–—-]\s*(?:updated\s+|posted\s+)?(?P<age>{AGE.pattern})\s*", re.IGNORECASE
)
_WHOLE_AGE: Final = re.compile(rf"(?:(?:updated|posted|published)[\s:]+)?(?:about\s+)?{AGE.pattern}\s*", re.IGNORECASE)
_SHORT_AGE: Final = re.compile(r"\d{1,3}\s?(?:s|m|h|d|w|mo|min|mins|hr|hrs)", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line that is not blank: where it stands, its words, and what it looks like."""

    start: int
    end: int
    text: str
    n_words: int
    age: bool  # "18 hours ago", or a date alone
    source: str  # an outlet told in the same line as an age
    running: bool  # a sentence or more of running text
    title: bool  # could be a title
    cue: str  # "others", "closing", "chrome", "byline", "date", "credit" or ""


def find_lines(text: str) -> list[Line]:
    """Cut a flattened page into its lines that hold anything, with what each looks like."""
    lines, at = [], 0
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            lines.append(_line(words, at, at + len(raw)))
        at += len(raw) + 1
    return lines


def _line(words: str, start: int, end: int) -> Line:
    n_words = len(words.split()) if words.isascii() or " " in words else len(words) // 2
    age, source = _age(words)
    cue = _cue_of_any_length(words, n_words) or ("" if age else _short_cue(words))
    plain, ends = not cue and not age, bool(_ENDS.search(words))
    running = plain and n_words >= (7 if ends else RUNNING_WORDS)
    title = plain and n_words in TITLE_WORDS and len(words) <= 220 and not (ends and _is_closed(words))
    return Line(start, end, words, n_words, age, source, running, title, cue)


def _is_closed(words: str) -> bool:
    """Tell an end that no title has from a question, an exclamation, an ellipsis and initials."""
    return not words.endswith(("?", "!", "…", "...")) and not re.search(r"\b(?:[A-Z]\.)+$", words)


def _age(words: str) -> tuple[bool, str]:
    if len(words) > SHORT:
        return False, ""
    if _WHOLE_AGE.fullmatch(words) or _SHORT_AGE.fullmatch(words):
        return True, ""
    if match := _INLINE_AGE.fullmatch(words):
        return True, match["source"].strip(" -–—|·•")
    if (
        len(words) <= 40
        and len(words.split()) <= 6
        and re.search(r"\d", words)
        and parse_published(words, day_first=True).day
    ):
        return True, ""
    return False, ""


def _cue_of_any_length(words: str, n_words: int) -> str:
    if len(words) <= 500 and CAPTIONED.fullmatch(words):
        return "credit"
    appeals = (len(words) < 400 and _APPEAL.match(words)) or (n_words < 60 and _RIGHTS.search(words))
    return "chrome" if appeals else ""


def _short_cue(words: str) -> str:
    if len(words) > SHORT:
        return ""
    bare = words.strip(" *#>•-–—|")
    for name, pattern in (
        ("others", OTHERS),
        ("closing", CLOSING),
        ("chrome", CHROME),
        ("byline", BYLINE),
        ("date", DATELINE),
        ("credit", CREDIT),
    ):
        if pattern.fullmatch(bare or words):
            return name
    return ""


def is_notice(words: str) -> bool:
    """Tell a paragraph that outlets set into articles for their own ends: cookies, commissions, newsletters, other
    articles.

    Examples
    --------
    >>> (is_notice("Also read: Ferry breaks down again"), is_notice("Sign up to the Pro newsletter!"),
    ...  is_notice("He read it."))
    (True, True, False)
    """
    return len(words) < 300 and "\n" not in words and _NOTICE.match(words.strip()) is not None


def content_words(text: str) -> list[str]:
    """Return the beginnings of the words that carry a line's content.

    Examples
    --------
    >>> content_words("The dam opened in the UK")
    ['open', 'uk']
    """
    return [word.lower()[:STEM] for word in re.findall(r"\w{4,}|[A-Z]{2,}", text)]


def looks_cut(text: str) -> bool:
    """Tell whether a text is a teaser's: it breaks off in an ellipsis."""
    return text.rstrip().endswith(("…", "...", "[…]", "[...]"))
