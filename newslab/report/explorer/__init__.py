"""One application in two homes: `nl.Explorer(corpus)` in a notebook, `explorer.html` beside the pages."""
