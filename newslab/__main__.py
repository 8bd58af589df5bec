"""The program `newslab`, also `python -m newslab`: the command line, which Ctrl-C may end from its first import on."""

from newslab.interrupts import leave, listen


def main() -> None:
    """Run the command line."""
    try:
        listen()
        from newslab.cli import main as run

        run()
    except KeyboardInterrupt:
        leave()


if __name__ == "__main__":
    main()
