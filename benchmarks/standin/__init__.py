"""Workers whose stages cost what they are told to: what is measured and shaken is all that stands around them."""
