"""Tables of cases: files in, typed columns, files out."""
