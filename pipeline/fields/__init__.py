"""From words on pages to the fields of a kind: wordings, places, candidates and the choice between them."""
