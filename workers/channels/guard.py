"""To which addresses may something be sent?

A name is resolved once, every address that it has is looked at, and the call goes to one that was looked at: a name
that points elsewhere a moment later changes nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from workers.channels.protocol import TryAgain

NAT64 = IPv6Network("64:ff9b::/96")
Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, kw_only=True)
class Guard:
    """`allow_private`: addresses that are not public too, and there plain http. `ports` None: any."""

    ports: frozenset[int] | None
    allow_private: bool = False


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where a URL goes."""

    scheme: str
    host: str
    port: int


def target_of(url: str, guard: Guard) -> Target:
    """Raises `ValueError` that says what is wrong with the URL."""
    parts = urlsplit(url)
    if parts.scheme not in ({"https", "http"} if guard.allow_private else {"https"}):
        raise ValueError("must begin with https://")
    if not parts.hostname or parts.username is not None or parts.fragment:
        raise ValueError("is no address that something can be posted to")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if guard.ports is not None and port not in guard.ports:
        raise ValueError(f"names port {port}, which is not one of {', '.join(map(str, sorted(guard.ports)))}")
    return Target(scheme=parts.scheme, host=parts.hostname, port=port)


def addresses_of(target: Target, guard: Guard, resolve: Resolve) -> list[str]:
    """Where the name points to. Raises `TryAgain` when it points nowhere, or where nothing may be sent."""
    try:
        found = resolve(target.host, target.port)
    except (OSError, UnicodeError):
        raise TryAgain("the name is not known", down=True) from None
    public = [is_public(address) for address in found]
    if not found or (not all(public) and not guard.allow_private):
        raise TryAgain("the address is not public", down=True)
    if any(public) and target.scheme != "https":
        raise TryAgain("plain http to a public address", down=True)
    return list(dict.fromkeys(found))


def is_public(address: str) -> bool:
    """False for loopback, private, link-local, multicast, reserved: also where IPv6 wraps an IPv4 address."""
    ip = unwrapped(ip_address(address.partition("%")[0]))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inside is None and ip in NAT64:
            inside = IPv4Address(int(ip) & 0xFFFFFFFF)
        return inside or ip
    return ip


def by_resolver(host: str, port: int) -> list[str]:
    """The system's resolver; IPv4 first, for there are machines with IPv6 names and no IPv6 route."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in sorted(found, key=lambda one: one[0] != socket.AF_INET)]
