"""`python -m drafter`."""

from drafter.cli import run

if __name__ == "__main__":
    run()
