"""Network addresses: as what one is counted, and as what it may be kept. Pure."""

from ipaddress import IPv6Address, ip_address, ip_network

KEPT_BITS = {4: 24, 6: 48}
COUNTED_BITS = {4: 32, 6: 64}


def counted(address: str | None) -> str:
    """Returns who is counted under an address: one of IPv4, or a whole line of IPv6.

    A line of IPv6 has a /64 at least, whose addresses cost nothing.

    >>> counted("192.0.2.77"), counted("2001:db8:1:2:3::4"), counted("::ffff:192.0.2.77")
    ('192.0.2.77/32', '2001:db8:1:2::/64', '192.0.2.77/32')
    """
    return _network(address, COUNTED_BITS)


def shortened(address: str | None) -> str:
    """Returns an address as it may be kept and logged: it tells a network, and no person.

    >>> shortened("192.0.2.77"), shortened("2001:db8:1:2::3"), shortened(None)
    ('192.0.2.0/24', '2001:db8:1::/48', '')
    """
    return _network(address, KEPT_BITS)


def _network(address: str | None, bits: dict[int, int]) -> str:
    """Returns the network of an address; "" for what is none, such as a socket in the file system.

    >>> _network("not an address", KEPT_BITS)
    ''
    """
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, bits[found.version]), strict=False))
