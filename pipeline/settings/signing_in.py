"""Which settings say who vouches for reviewers: passwords of our own, an OpenID Connect provider, or both?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, SecretStr, model_validator

from pipeline.addresses import is_guarded
from pipeline.settings.secret import WithSecrets

Role = Literal["reviewer", "supervisor", "auditor", "administrator"]


class SigningIn(WithSecrets):
    """Of the console's entrance."""

    password_sign_in: bool = True
    """False: only the provider lets people in."""
    openid_issuer: str | None = None
    """The provider's issuer, as its tokens name it: https, or http on this machine. Without it there is none."""
    openid_client_id: str = ""
    openid_client_secret: SecretStr | None = None
    """Without it we are a public client, whom PKCE alone protects."""
    openid_client_secret_file: Path | None = None
    openid_client_auth: Literal["client_secret_basic", "client_secret_post"] = "client_secret_basic"
    openid_ca_file: Path | None = None
    """Certificates (PEM) that vouch for the provider; None takes those of the system."""
    openid_scope: str = "openid profile"
    openid_login_claim: str = "preferred_username"
    """Becomes the login of a new account, in small letters and without what stands behind an @."""
    openid_roles_claim: str = "groups"
    """Where the ID token names groups or roles: a member, or a path such as `realm_access.roles`."""
    openid_roles: dict[str, Role] = {}  # noqa: RUF012  each Settings gets a copy
    """Which of them is which role of ours, the first that fits: `{"doc-supervisors": "supervisor"}`."""
    openid_second_factor: Literal["own", "provider"] = "own"
    """`own`: ours is asked for as well; `provider`: the ID token has to say that theirs was shown."""
    openid_amr: tuple[str, ...] = ("mfa",)
    """With `provider`: one of these among the token's `amr` will do …"""
    openid_acr: tuple[str, ...] = ()
    """… or one of these as its `acr`; they are asked for, too."""
    openid_seconds: Annotated[PositiveFloat, Field(le=30)] = 5.0
    """Longest silence of the provider."""

    @model_validator(mode="after")
    def _somebody_lets_people_in(self) -> Self:
        if self.openid_issuer is not None:
            if not is_guarded(self.openid_issuer):
                raise ValueError("PODLINNIK_OPENID_ISSUER must begin with https://, or name this machine")
            if not self.openid_client_id or not self.openid_roles:
                raise ValueError(
                    "with PODLINNIK_OPENID_ISSUER go PODLINNIK_OPENID_CLIENT_ID and PODLINNIK_OPENID_ROLES"
                )
        if not self.password_sign_in and self.openid_issuer is None:
            raise ValueError(
                "without PODLINNIK_OPENID_ISSUER nobody could sign in: leave PODLINNIK_PASSWORD_SIGN_IN on"
            )
        return self

    def openid_secret(self) -> str | None:
        """Raises `SettingsError` where its file cannot be read or holds none."""
        found = self.secret("openid_client_secret")
        return found.get_secret_value() if found else None
