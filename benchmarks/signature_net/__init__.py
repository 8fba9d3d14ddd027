"""How is the net made that tells pen ink from everything else? (drawn data, training, export; see README.md)"""
