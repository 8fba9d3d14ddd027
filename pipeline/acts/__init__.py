"""What is drawn up on a paper about work once its periods are recorded? (the act of confirmation, as a PDF)"""
