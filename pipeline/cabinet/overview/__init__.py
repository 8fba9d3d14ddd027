"""What do supervisors want to know: how much is decided, by whom, how quickly, and how often it was wrong?"""
