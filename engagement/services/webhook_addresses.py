"""Where an endpoint's name leads: every address of it is looked at before any is connected to."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import SOCK_STREAM, getaddrinfo

from engagement.conf import get_settings
from engagement.exceptions import NotDelivered

REFUSED = "address"
UNKNOWN = "name"

_PLATFORMS = frozenset({ip_address("168.63.129.16")})
"""Public by its number, and yet a cloud's own service for the machines in it, which no publisher's server is."""

_TRANSLATED = ip_network("64:ff9b::/96")
"""Where a NAT64 gateway stands for IPv4."""


def find_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, in the order in which they are to be tried.

    Raises NotDelivered where there is none, or where any of them may not be connected to: whoever controls a name would
    else mix one of the inner network into its answers. They are what is connected to, so that a name that leads
    elsewhere a moment later changes nothing.
    """
    try:
        found = getaddrinfo(host, port, type=SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotDelivered(UNKNOWN) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses:
        raise NotDelivered(UNKNOWN)
    if not all(is_allowed(address) for address in addresses):
        raise NotDelivered(REFUSED)
    return addresses


def is_allowed(text: str) -> bool:
    """Whether an address may be connected to: it is public, or stands in one of ``WEBHOOK_NETWORKS``.

    An IPv6 address that stands for an IPv4 one is judged as that.
    """
    address = _unwrap(ip_address(text))
    networks = (ip_network(network) for network in get_settings().webhook_networks)
    return _is_public(address) or any(address in network for network in networks)


def _unwrap(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    # Python counts some of the first among the global ones.
    if address in _PLATFORMS or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if isinstance(address, IPv6Address) and (address.is_site_local or address.sixtofour is not None):
        return False
    return address.is_global
