"""`python -m trialrun COMMAND`."""

from trialrun.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
