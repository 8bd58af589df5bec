"""Word lists of English news prose that several finders share: abbreviations, verbs of saying, titles, starters."""

from __future__ import annotations

from typing import Final


def word_set(words: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(words.split())


# The words of 0 to 20, each at its place; of none, news says "no".
SMALL_NUMBERS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
# Followed by a name, so that their stop never ends a sentence.
TITLES: Final = word_set(
    "mr mrs ms mx messrs mme mlle dr prof rev fr sr hon gen lt col maj capt cpl sgt pvt pfc cmdr cdr adm brig supt "
    "insp det ofc rep reps sen sens gov pres amb atty dist asst dep sec st mt ft msgr pte flt wg lieut"
)
# Followed by a number; otherwise an ordinary word may stand before the stop ("No. He left.").
BEFORE_NUMBERS: Final = word_set(
    "no nos art arts p pp par para sec secs ch chap vol vols fig figs nr num ver approx ca circa est res rt hwy "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
MONTH_STOPS: Final = word_set("jan feb mar apr jun jul aug sep sept oct nov dec")
# Nearly always inside a sentence.
INNER_STOPS: Final = word_set("vs v viz cf e.g i.e eg ie al incl excl aka a.k.a dept univ bros mfg tel ext")
# May end a sentence; only a plain starter after them shows that they do.
MAYBE_STOPS: Final = word_set(
    "inc ltd co corp plc llc cos jr sr etc esq assn assoc ave blvd rd ln sq bldg govt intl natl tech "
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa "
    "penn tenn tex va vt wash wis wyo mon tue tues wed thu thur thurs fri sat sun "
    "oz lb lbs ft in yd mi min hr hrs sec cm mm km kg st"
)
# Words that begin a sentence with a capital far more often than a name.
STARTERS: Final = word_set(
    "the a an this that these those there here he she it they we you i his her its their our my your who what when "
    "where why how which whose but and or yet so nor if as at in on by for from with without within of to into onto "
    "after before during since until while although though because however meanwhile also even only just still then "
    "now later earlier once twice some many most more few several all both each every either neither no not none "
    "another other others such one two three four five six seven eight nine ten about over under between among "
    "amid despite following according last next today yesterday tomorrow officials police authorities critics "
    "experts analysts people nearly almost instead moreover furthermore nevertheless nonetheless therefore thus "
    "hence indeed besides perhaps maybe asked it's he's she's they're we're i'm that's there's let's don't didn't"
)
ZONES: Final = word_set(
    "ET EST EDT PT PST PDT CT CST CDT MT MST MDT GMT UTC BST CET CEST IST JST KST AEST AEDT SGT HKT Eastern Pacific "
    "Central Mountain Greenwich Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun "
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul "
    "Aug Sep Sept Oct Nov Dec"
)
SAYING: Final = word_set(
    "said says say saying told tells tell telling asked asks ask added adds add adding explained explains wrote "
    "writes tweeted tweets posted noted notes stated states stating claimed claims claiming announced announces "
    "reported reports warned warns warning argued argues insisted insists acknowledged acknowledges admitted admits "
    "confirmed confirms denied denies declared declares replied replies responded responds remarked observed recalled "
    "recalls suggested suggests stressed stresses emphasized emphasised emphasizes urged urges vowed vows pledged "
    "promised concluded continued commented complained conceded cautioned contended alleged alleges asserted "
    "maintained testified joked quipped predicted predicts predicting revealed reveals disclosed described "
    "reiterated repeated boasted shouted yelled cried whispered called demanded ordered predicted lamented mused "
    "countered protested thanked agreed elaborated reckons reckoned believes believed thinks quoted"
)
OFFICES: Final = word_set(
    "president minister secretary mayor governor senator ambassador spokesman spokeswoman spokesperson chancellor king "
    "queen prince princess pope bishop archbishop cardinal director chief officer chairman chairwoman chair leader "
    "general colonel captain lieutenant major admiral sheriff judge justice professor doctor lawyer attorney "
    "representative congressman congresswoman councillor analyst coach commissioner envoy premier official deputy head "
    "manager founder ceo inspector superintendent sergeant undersecretary constable officer superintendent sir lord lady dame imam ayatollah sheikh"
)
