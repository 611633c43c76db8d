"""The program: `drafter`, and `python -m drafter`."""

import sys


def main() -> None:
    """Runs one command and exits; Ctrl-C shows no traceback, even while the program is still being read."""
    try:
        from drafter.cli import run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
