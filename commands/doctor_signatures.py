"""Can electronic signatures be verified here, GOST among them, and whom are they trusted from?"""

from __future__ import annotations

from collections.abc import Iterator

from commands.doctor_check import Check
from pipeline.case import RetryLater
from pipeline.esignatures.openssl import NoGost, OpenSsl
from pipeline.settings import Settings, SettingsError
from pipeline.wiring import build_trust

GOST, TRUST = "GOST signatures", "trusted roots"
INSTALL = "apt-get install libengine-gost-openssl; until then such signatures cannot be checked here"


def signature_checks(settings: Settings) -> Iterator[Check]:
    yield gost_check(OpenSsl())
    yield trust_check(settings)


def gost_check(openssl: OpenSsl) -> Check:
    try:
        openssl.require()
    except NoGost as lack:
        found = "no openssl program" if lack.why == "no_openssl" else "this OpenSSL knows no GOST R 34.10-2012"
        return Check(name=GOST, state="optional", found=found, remedy=INSTALL)
    except RetryLater as error:
        return Check(name=GOST, state="optional", found=error.what, remedy="try again; is the machine busy?")
    return Check(name=GOST, state="ok", found=openssl.version)


def trust_check(settings: Settings) -> Check:
    try:
        trust = build_trust(settings)
    except SettingsError as error:
        remedy = "name a file or a folder of certificates, PEM or DER"
        return Check(name=TRUST, state="missing", found=str(error), remedy=remedy)
    if not trust.roots:
        remedy = "PODLINNIK_TRUST_ROOTS: without it every signer is unknown"
        return Check(name=TRUST, state="optional", found="none", remedy=remedy)
    return Check(name=TRUST, state="ok", found=f"{len(trust.roots)}, version {trust.version}")
