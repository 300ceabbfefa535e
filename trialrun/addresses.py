"""Network addresses as they may be written down: a network, never a person's machine."""

from ipaddress import ip_address, ip_network

KEPT_BITS = {4: 24, 6: 48}


def shortened(address: str) -> str:
    """Returns the /24 or /48 of an address; "-" for what is none.

    >>> [shortened(told) for told in ("192.0.2.77", "2001:db8:1:2::3", "::ffff:192.0.2.77", "")]
    ['192.0.2.0/24', '2001:db8:1::/48', '192.0.2.0/24', '-']
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "-"
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, KEPT_BITS[found.version]), strict=False))
