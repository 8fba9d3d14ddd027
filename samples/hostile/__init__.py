"""Which files would an attacker hand in? (made from a seed; nothing of them is kept in the repository)"""
