"""The same three policies written by hand, in Python, over columns, and for other rule engines.

``policies`` names them and holds their constants, ``data`` makes the tables, ``by_*`` are the rivals.
"""
