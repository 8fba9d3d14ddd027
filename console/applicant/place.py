"""Where is the applicant's page? (everything that it needs lies below it, so that a proxy lets one path through)"""

from __future__ import annotations

PLACE = "/applicant"
STATIC = f"{PLACE}/static"
