"""Which network a client's address belongs to: what it can change at will is left out."""

import ipaddress
import re

UNKNOWN = "unknown"
PORT = re.compile(r"(\d+(?:\.\d+){3}):\d+|\[(.+)\](?::\d+)?")  # as some proxies write addresses


def network(address: str | None) -> str:
    """Return an IPv4 address, or the first 64 bits of an IPv6 address (RFC 4291, 2.5.4).

    A subscriber has a whole /64 of IPv6 to send from, so one address of it tells nothing.

    Args:
        address: as the connection, or the trusted proxy, says; what is none counts as one.
    """
    written = PORT.fullmatch(address or "")
    try:
        parsed = ipaddress.ip_address(written[1] or written[2] if written else address or "")
    except ValueError:
        return UNKNOWN
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:  # a client of IPv4 on a socket that takes both
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False).network_address)
