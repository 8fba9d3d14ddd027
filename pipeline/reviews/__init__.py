"""What does a person's look at a paper come to? (readings, reasons, who else has to look)"""
