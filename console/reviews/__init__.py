"""How do people look at papers? (the queue, a paper with its doubts, the decision)"""
