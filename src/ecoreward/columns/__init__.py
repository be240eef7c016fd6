"""The column compiler: a Program as a graph of integer and boolean operations, and what runs it."""
