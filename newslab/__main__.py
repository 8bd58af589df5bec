"""`python -m newslab` is the command line."""

from newslab.cli import main

main()
