"""What is left of 500 documents when everything around them fails at random? (`make chaos`)"""
