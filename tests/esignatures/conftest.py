"""Signers by GOST: OpenSSL makes their keys, where it knows GOST."""

from __future__ import annotations

import pytest

from tests.esignatures.signers import Gost


@pytest.fixture(scope="session", params=[256, 512])
def gost(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Gost:
    return Gost(tmp_path_factory.mktemp("gost") / "keys", request.param)
