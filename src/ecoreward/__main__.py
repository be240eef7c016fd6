"""``python -m ecoreward``."""

from __future__ import annotations

from ecoreward.cli import main

if __name__ == "__main__":
    main()
