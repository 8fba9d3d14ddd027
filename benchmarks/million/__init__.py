"""Does everything stay quick when the cabinet holds a million documents?"""
