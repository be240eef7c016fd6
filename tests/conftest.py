"""The same tests on any day and machine: generated examples follow from the code, not from chance.

``ECOREWARD_EXAMPLES=5000`` searches longer, with fresh seeds; what it finds becomes a test of its own.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.register_profile("search", deadline=None, database=None)
settings.load_profile("search" if os.environ.get("ECOREWARD_EXAMPLES") else "steady")
