"""`python -m stockade`: the `stockade` command."""

import sys

from stockade.command import main

if __name__ == "__main__":
    sys.exit(main())
