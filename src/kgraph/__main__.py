"""`python -m kgraph` is the command line."""

import sys

from kgraph.cli import main

if __name__ == "__main__":
    sys.exit(main())
