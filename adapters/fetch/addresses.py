"""Which addresses may be fetched from: those of the public internet, and what the operator names besides."""

import ipaddress
import socket
from collections.abc import Collection
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from core.errors import InvalidInput

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS = {80, 443}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_EMBEDDING = (ipaddress.IPv6Network("::/96"), _NAT64)


def is_public(text: str) -> bool:
    """Whether an IP address is one of the public internet, and so is every address that is wrapped in it."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        wrapped: list[Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if any(address in network for network in _EMBEDDING):
            wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(inner is not None and not is_public(str(inner)) for inner in wrapped):
            return False
        if address in _NAT64:
            return True
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


class CheckedResolver(AbstractResolver):
    """Looks names up and gives back public addresses only.

    The connection is made to what it gives back, so a name cannot mean one address when it is checked and another
    when it is used. `inside`: hosts that the operator allows in spite of their address.
    """

    def __init__(self, inside: Collection[str] = (), resolver: AbstractResolver | None = None) -> None:
        self._inside = frozenset(host.casefold() for host in inside)
        self._resolver = resolver or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Every address of a host. Raises InvalidInput when any of them is inside."""
        found = await self._resolver.resolve(host, port, family)
        if host.casefold() not in self._inside and not all(is_public(each["host"]) for each in found):
            raise InvalidInput(_INSIDE)
        return found

    async def close(self) -> None:
        """Close the resolver underneath."""
        await self._resolver.close()


_INSIDE = (
    "its address is inside a private network, where nothing is fetched from; name the host in FOYER_INGEST_INSIDE if "
    "that is meant"
)


def check_url(url: str, inside: Collection[str] = ()) -> URL:
    """The address, where it may be fetched as far as it says itself. Raises InvalidInput.

    Numbers in the place of a name are checked here: they are never looked up.
    """
    try:
        address = URL(url)
        host, port = address.host, address.port
    except (ValueError, TypeError):
        raise InvalidInput("it is no web address") from None
    if address.scheme not in ("http", "https") or not host:
        raise InvalidInput("it is no web address: begin it with https://")
    if address.user is not None or address.password is not None:
        raise InvalidInput("its address holds a user name or password; leave them out")
    if host.casefold() in {each.casefold() for each in inside}:
        return address
    if port not in _PORTS:
        raise InvalidInput(f"its port is {port}; only 80 and 443 are fetched from")
    if _is_number(host):
        if not is_public(host):
            raise InvalidInput(_INSIDE)
    elif host.replace(".", "").isdigit():
        # A short or single number for an address: the client would take it for one and not look it up.
        raise InvalidInput("it is no web address: its host is a number")
    return address


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def connector_arguments(inside: Collection[str]) -> dict[str, Any]:
    """For aiohttp's TCPConnector: check each time, remember no answer."""
    return {"resolver": CheckedResolver(inside), "use_dns_cache": False, "limit": 4}
