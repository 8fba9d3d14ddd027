"""What does a fuzzer throw at the doors through which strangers' bytes and texts come in?"""
