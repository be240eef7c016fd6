"""The versions that stand in every receipt; each moves on its own."""

__version__ = "0.5.0"

LANGUAGE = 1  # the policy language, `ecoreward: 1` at the top of a file
DECISION_SCHEMA = "ecoreward.decision/1"
TRACE_SCHEMA = "ecoreward.trace/1"
TABLE_COMPARISON_SCHEMA = "ecoreward.table-comparison/1"
BACKTEST_SCHEMA = "ecoreward.backtest/1"
WHATIF_SCHEMA = "ecoreward.whatif/1"
DIFF_SCHEMA = "ecoreward.diff/1"
