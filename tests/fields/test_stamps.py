"""Is the printed stamp of an electronic signature known from its wording?"""

from __future__ import annotations

import pytest

from pipeline.fields.stamps import has_e_signature_stamp
from tests.papers import page


@pytest.mark.parametrize(
    ("lines", "stamped"),
    [
        (["ДОКУМЕНТ ПОДПИСАН", "ЭЛЕКТРОННОЙ ПОДПИСЬЮ", "Сертификат 00A1"], True),
        (["Документ подписан усиленной квалифицированной электронной подписью"], True),
        (["Докумепт подписан электронной полписью"], True),
        (["Документ подписан ректором"], False),
        (["Электронная почта"], False),
        ([], False),
    ],
)
def test_only_the_stamps_own_wording_counts(lines: list[str], stamped: bool) -> None:
    assert has_e_signature_stamp(page(*lines)) is stamped
