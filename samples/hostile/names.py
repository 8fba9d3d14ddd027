"""Under which names would an attacker hand a file in?"""

from __future__ import annotations

NASTY = (
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/shadow", "C:\\boot.ini", "\\\\server\\share\\a.pdf",
    "диплом\u202egnp.exe", "\u2066\u202efdp.exe\u2069", "a\0.pdf", "диплом.pdf\0.exe",
    "a\r\nSet-Cookie: a=b.pdf", "a\x1b[2J.pdf",
    "CON", "aux.pdf", "COM1.jpg", "..", ".", "...", " ", "", "a" * 5000 + ".pdf", "я" * 300 + ".pdf", "a.pdf\u200b.exe",
    "<script>alert(1)</script>.pdf", "{{7*7}}.pdf", "$(reboot).pdf", "`reboot`.pdf", "'; drop table documents; --.pdf",
    "a.pdf::$DATA", "\ufeffa.pdf", "a\u2028b.pdf", "\ud7ff\ue000.pdf", "%2e%2e%2fa.pdf", "~root/.ssh/id",
    "-rf", ".htaccess",
    "a/../../b.pdf", "a.pdf/", "a.pdf.", "a.pdf   ", "\u0430.\u0440df", "диплом\u200f.pdf", "a\u0301" * 200 + ".pdf",
)  # fmt: skip
"""Paths, ends of text, marks that turn the direction of reading, names that Windows keeps for itself, and code."""

OF_A_FILE = (
    "скан", "диплом\u202egnp", "..hidden", "a b\tc", "-rf", "$(reboot)", "я" * 110, "%2e%2e%2f", "CON",
    "a\u200f", "a\x1b[2J",
    "'; drop table documents; --", "a\nb",
)  # fmt: skip
"""Beginnings of names that a file system takes."""
