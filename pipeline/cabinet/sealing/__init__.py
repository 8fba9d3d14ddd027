"""How is what identifies a person kept, so that whoever has the disk or the dump cannot read it?"""
