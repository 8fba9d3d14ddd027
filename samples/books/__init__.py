"""How do invented labour books look? (drawn: no scans of real ones are public)"""
