"""`python -m stockade`: the `stockade` command."""

import sys

from stockade.command import main

sys.exit(main())
