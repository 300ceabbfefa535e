"""Network addresses: as they may be written down, and as what somebody is counted. Pure."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Network = IPv4Network | IPv6Network

KEPT_BITS = {4: 24, 6: 48}
COUNTED_BITS = {4: 32, 6: 64}
REMEMBERED_MAX = 1_000
"""To read one takes 10 us, and a class has one."""


def shortened(address: str) -> str:
    """Returns the /24 or /48 of an address, a network and never a person; "-" for what is none.

    >>> [shortened(told) for told in ("192.0.2.77", "2001:db8:1:2::3", "::ffff:192.0.2.77", "")]
    ['192.0.2.0/24', '2001:db8:1::/48', '192.0.2.0/24', '-']
    """
    return _network(address, KEPT_BITS)


@lru_cache(REMEMBERED_MAX)
def counted(address: str) -> str:
    """Returns as what an address is counted: itself, of IPv6 its /64, whose addresses are free.

    >>> [counted(told) for told in ("192.0.2.77", "2001:db8:1:2::3", "::ffff:192.0.2.77", "")]
    ['192.0.2.77/32', '2001:db8:1:2::/64', '192.0.2.77/32', '-']
    """
    return _network(address, COUNTED_BITS)


def is_in(address: str, networks: Iterable[Network]) -> bool:
    """Says whether an address is in one of these networks; of IPv4 also as IPv6 writes it.

    >>> [is_in(told, [ip_network("10.0.0.0/8")]) for told in ("10.0.0.1", "::ffff:10.0.0.1", "-")]
    [True, True, False]
    """
    found = _read(address)
    return found is not None and any(found in network for network in networks)


def _network(address: str, bits: dict[int, int]) -> str:
    found = _read(address)
    if found is None:
        return "-"
    return str(ip_network((found, bits[found.version]), strict=False))


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
