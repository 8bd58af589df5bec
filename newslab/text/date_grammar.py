"""The grammar of dates: rules over the classes of tokens (`date_words`), in order of preference.

Each rule is one regular expression over a string that has one character per token; none nests one unbounded repeat in
another, so that matching is linear. Names of classes stand in braces: `{month}{dot}?{d31}` is "Sept. 5". The rules are
rows of `resources/rules/dates.tsv`.
"""

from __future__ import annotations

import re
from typing import Final

from newslab.text.date_words import compile_grammar
from newslab.text.resources import read_rows


def _read_rules() -> dict[str, str]:
    """Return the rules in order, with what they are made of."""
    found: dict[str, str] = {}
    for pattern, name in read_rows("rules/dates.tsv", 2):
        whole = re.sub(r"\{([A-Z_]+)\}", lambda part: found[part[1]], pattern)
        found[name] = found.get(name, "") + whole
    return {name: rule for name, rule in found.items() if name.islower()}


_RULES: Final = _read_rules()
RULES: Final = tuple(_RULES)
# no expression begins with one of these, even where a rule could
_NEVER_FIRST: Final = compile_grammar(
    "[{comma}{dot}{close}{open}{dash}{slash}{colon}{to}{and}{or}{of}{in}{on}{from}{old}{ago}{than}{s}{th}{long}{money}"
    "{period}{time}{clock}{zone}{tee}{before}{ampm}]"
)
# the first rule that matches, at the first place where one does
EXPRESSION: Final = re.compile(
    f"(?!{_NEVER_FIRST})(?:" + "|".join(f"(?P<{name}>{compile_grammar(rule)})" for name, rule in _RULES.items()) + ")"
)


# without one of these there is no expression: most sentences are passed over here
_CORES: Final = (
    "{month}{mabbr}{weekday}{weekdays}{wd}{year4}{unit}{units}{second}{part}{season}{spring}{deictic}{ref}{often}{decade}{holiday}"
    "{period}{recent}{future}{past}{time}{ampm}{clock}{era}"
)
# the engine skips to a set of characters fast: what else must stand there is asked after it
CORE: Final = re.compile(
    compile_grammar(
        f"[{_CORES}{{d31}}{{zero}}{{quote}}{{q}}{{number}}{{the}}{{d4}}{{d99}}](?:(?<=[{_CORES}])"
        "|(?<=[{d31}{zero}])[{slash}{dash}{dot}{colon}]|(?<={quote}){short}|(?<={q}){d31}|(?<={number}){dash}?{number}"
        "|(?<={the}){d31}{th}|(?<={d99}){s}|(?<={d4}){zone})"
    )
)
