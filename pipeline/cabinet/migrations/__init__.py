"""How did the cabinet's tables come to be what they are? One file a step, up and down."""
