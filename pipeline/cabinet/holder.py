"""Under which key are one holder's papers found, without telling who it is?"""

from __future__ import annotations

import hashlib

from pipeline.case import Holder


def holder_key(holder: Holder, pepper: str = "") -> str | None:
    """32 hex digits over СНИЛС, else over name and birth date, keyed with `pepper`; None where both are missing.

    Without a pepper whoever has the database may try all СНИЛС: settings should have one.
    """
    digits = "".join(filter(str.isdigit, holder.snils or ""))
    names = [_folded(part) for part in (holder.last_name, holder.first_name, holder.middle_name)]
    if digits:
        identity = f"snils:{digits}"
    elif names[0] and names[1] and holder.birth_date:
        identity = f"person:{'|'.join(names)}|{holder.birth_date.isoformat()}"
    else:
        return None
    return hashlib.blake2b(identity.encode(), key=pepper.encode()[:64], digest_size=16).hexdigest()


def _folded(name: str | None) -> str:
    return " ".join((name or "").upper().replace("Ё", "Е").split())
