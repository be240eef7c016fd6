"""``python -m ecoreward``."""

from __future__ import annotations

import sys

from ecoreward.cli import main

if __name__ == "__main__":
    sys.exit(main())
