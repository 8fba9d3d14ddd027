"""What do people have to look at, who has it now, and what did they do?"""
