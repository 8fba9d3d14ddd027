"""How does an OpenID Connect provider let reviewers in? (authorization code with PKCE)"""
