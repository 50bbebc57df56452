"""Decides what counts as this machine itself: the simulator listens, answers and delivers nowhere else."""

import ipaddress
from functools import lru_cache

from yarl import URL


@lru_cache(maxsize=256)
def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=256)
def is_local_host_header(header: str) -> bool:
    """Whether a Host header, with or without its port, names this machine."""
    return is_loopback(header if header.endswith("]") else header.rpartition(":")[0] or header)


def is_local_url(url: str) -> bool:
    """Whether an address is http(s) to this machine."""
    try:
        parsed = URL(url)
    except ValueError:
        return False
    return parsed.scheme in {"http", "https"} and is_loopback(parsed.host or "")
