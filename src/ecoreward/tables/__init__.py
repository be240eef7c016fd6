"""Tables of cases: files and databases in, typed columns, a run, files and databases out.

Nothing here is imported with the package itself: the libraries it needs are heavy, and optional.
"""
