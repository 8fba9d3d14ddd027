"""Which real servers do tests and benchmarks start for themselves, on free ports, never the machine's own?"""
