"""Which papers are kept for reporting accuracy only?

A second set, drawn differently from the samples: other blanks, typefaces, seals, signatures and damage. Nothing here is
imported from the program or from its samples, and nothing in the program may be tuned on what is drawn here.
"""
