"""What a corpus was made of: what was not taken as an article, what is in another language, what is in no topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from newslab.report.render import plain

MOST_REASONS, MOST_EXAMPLES, MOST_LANGUAGES = 12, 30, 20
WORKING: Final = "en"


def tell_collection(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return counts and examples of what a reader of the tables should know first, texts and numbers only."""
    problems, articles = tables["problems"], tables["articles"]
    reasons = Counter(plain(reason) for reason in problems["reason"])
    languages = Counter(plain(one) for one in articles["language"] if isinstance(one, str) and one != WORKING)
    read = articles[articles["language"].isna() | (articles["language"] == WORKING)]
    return {
        "n": len(problems),
        "reasons": sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_REASONS],
        "examples": [
            {"place": plain(row.place), "reason": plain(row.reason), "detail": plain(row.detail)[:200]}
            for row in problems.head(MOST_EXAMPLES).itertuples()
        ],
        "languages": sorted(languages.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_LANGUAGES],
        "n_foreign": sum(languages.values()),
        "n_read": len(read),
        "n_outside": int((~read["article_id"].isin(tables["article_topics"]["article_id"])).sum()),
    }
