"""Is there malicious software in the bytes, as an antivirus of the installation sees it?"""
