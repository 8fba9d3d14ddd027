"""Over which channels are notices told? One module each, all by `protocol.Channel`."""
