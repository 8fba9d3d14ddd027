"""What does the page of an explained decision consist of?"""
