"""The address we serve on: taken before anything slow begins, so that one in use is told at once."""

import errno
import socket

from core.errors import SettingError


def take_address(host: str, port: int) -> list[socket.socket]:
    """Sockets bound to the address, not listening yet. Raises `SettingError` saying why it cannot be had."""
    taken: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in dict.fromkeys(found):
            one = socket.socket(family, kind, protocol)
            taken.append(one)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind(address)
    except OSError as error:
        for one in taken:
            one.close()
        raise SettingError(why_not(error, host, port)) from None
    return taken


def why_not(error: OSError, host: str, port: int) -> str:
    """What an operator should know and do."""
    if isinstance(error, socket.gaierror):
        return f"FOYER_HOST = {host!r}: there is no such host. Use 127.0.0.1, 0.0.0.0 or an address of this machine."
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"FOYER_PORT = {port}: another program listens on {host}:{port}, perhaps a Foyer started earlier. "
                f"Stop it, or choose another port: FOYER_PORT={port + 1 if port < 65535 else 8080}."
            )
        case errno.EACCES | errno.EPERM:
            return f"FOYER_PORT = {port}: this user may not use it. Choose a port above 1023, such as 8080."
        case errno.EADDRNOTAVAIL:
            return f"FOYER_HOST = {host!r}: this machine does not have that address. Use 127.0.0.1 or 0.0.0.0."
    return f"FOYER_HOST = {host!r}, FOYER_PORT = {port}: cannot be used ({error.strerror}). Choose another address."
