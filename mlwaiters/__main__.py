"""`python -m mlwaiters` is the command `mlwaiters`."""

import sys

from mlwaiters.cli import main

if __name__ == "__main__":
    sys.exit(main())
