"""Which electronic signatures does a file carry or bring along, and what is each worth?"""
