"""Keyed hashes of what tells a person apart: for comparing, not for reading.

An address is hashed whole, and its network beside it: 24 bits of IPv4, 56 of IPv6, which is what one household or
office commonly has (RFC 6177).
"""

import hmac
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings as django_settings

from moderation.conf import get_settings

_BITS = {4: 24, 6: 56}


def hash_address(ip: str) -> str:
    """The hash of an address, IPv4 or IPv6; empty for none."""
    return _hash("address", str(_parse(ip))) if ip else ""


def hash_network(ip: str) -> str:
    """The hash of the network that an address is in; empty for none."""
    return _hash("network", find_network(ip)) if ip else ""


def hash_email(email: str) -> str:
    """The hash of an e-mail address, whatever the case of its letters; empty for none."""
    return _hash("email", email.strip().casefold()) if email.strip() else ""


def hash_domain(domain: str) -> str:
    """The hash of the domain of an e-mail address; empty for none."""
    return _hash("domain", domain.casefold()) if domain else ""


def hash_origin(ip: str) -> str:
    """The hash of where somebody sits: an IPv4 address, or of IPv6 the network, in which there are addresses without
    number for everybody; empty for none.
    """
    if not ip:
        return ""
    return hash_address(ip) if _parse(ip).version == 4 else hash_network(ip)


def hash_reporter(token: str) -> str:
    """The hash of the token by which a guest who reports is known again."""
    return _hash("reporter", token)


def find_network(ip: str) -> str:
    """The network that an address is in, such as ``198.51.100.0/24``."""
    address = _parse(ip)
    return str(ip_network((int(address), _BITS[address.version]), strict=False))


def _parse(ip: str) -> IPv4Address | IPv6Address:
    """Read an address; one of IPv4 written as one of IPv6 is the same person."""
    address = ip_address(ip)
    return getattr(address, "ipv4_mapped", None) or address


def _hash(purpose: str, value: str) -> str:
    """Hash with HMAC-SHA256 under a key of its own for each purpose, so that no hash of one equals one of another."""
    key = _derive(get_settings().trace_key or django_settings.SECRET_KEY, purpose)
    return hmac.digest(key, value.encode(), "sha256").hex()


@lru_cache(maxsize=16)
def _derive(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), f"afterword.moderation.trace.{purpose}".encode(), "sha256")
