"""Which channels does this installation have? (each is chosen by its first setting)"""

from __future__ import annotations

from pipeline.settings import Settings, SettingsError
from pipeline.wiring_cabinet import now
from workers.channels.guard import Guard
from workers.channels.mail import Mail, Sender
from workers.channels.posting import Limits, Poster
from workers.channels.protocol import Channel, Clock
from workers.channels.signing import key_of
from workers.channels.sms import Sms
from workers.channels.webhook import Webhook

SMS_CONNECT_SECONDS = 3.0


def build_channels(settings: Settings, clock: Clock = now) -> tuple[Channel, ...]:
    """Raises `SettingsError` that names the variable."""
    found: list[Channel] = []
    if settings.webhook_url is not None:
        found.append(_webhook(settings, settings.webhook_url, clock))
    if settings.smtp_host is not None:
        found.append(_mail(settings, settings.smtp_host, clock))
    if settings.sms_url is not None:
        found.append(_sms(settings, settings.sms_url, clock))
    return tuple(found)


def _webhook(settings: Settings, url: str, clock: Clock) -> Webhook:
    guard = Guard(ports=frozenset(settings.webhook_ports), allow_private=settings.webhook_allow_private)
    limits = Limits(connect_seconds=settings.webhook_connect_seconds, seconds=settings.webhook_seconds)
    try:
        poster = Poster(url, guard=guard, limits=limits)
    except ValueError as error:
        raise SettingsError(f"PODLINNIK_WEBHOOK_URL {error}") from None
    keys = []
    for name in ("webhook_secret", "webhook_previous_secret"):
        secret = settings.secret(name)
        if secret is not None:
            try:
                keys.append(key_of(secret.get_secret_value()))
            except ValueError as error:
                raise SettingsError(f"PODLINNIK_{name.upper()}: {error}") from None
    return Webhook(poster, keys, clock, seconds=settings.webhook_seconds)


def _mail(settings: Settings, host: str, clock: Clock) -> Mail:
    sender = Sender(
        host=host, port=settings.smtp_port, security=settings.smtp_security, address=settings.smtp_from or "",
        name=settings.cabinet_name, reply_to=settings.smtp_reply_to, user=settings.smtp_user,
        password=settings.secret("smtp_password"), seconds=settings.smtp_seconds, link=settings.cabinet_link or "",
    )  # fmt: skip
    try:
        return Mail(sender, clock)
    except ValueError:
        raise SettingsError("PODLINNIK_SMTP_FROM or PODLINNIK_SMTP_REPLY_TO is no e-mail address") from None


def _sms(settings: Settings, url: str, clock: Clock) -> Sms:
    # that it is https, or this machine, the settings have seen to: the operator's own gateway may be in their network
    guard = Guard(ports=None, allow_private=True)
    limits = Limits(connect_seconds=SMS_CONNECT_SECONDS, seconds=settings.sms_seconds)
    try:
        poster = Poster(url, guard=guard, limits=limits)
        return Sms(
            poster, settings.sms_body, clock, token=settings.secret("sms_token"), seconds=settings.sms_seconds,
            link=settings.cabinet_link or "",
        )  # fmt: skip
    except ValueError as error:
        raise SettingsError(f"PODLINNIK_SMS_URL or PODLINNIK_SMS_BODY {error}") from None
