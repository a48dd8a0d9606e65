"""Nothing is fetched from inside a private network, however its address is written."""

import ipaddress
import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from adapters.fetch.addresses import CheckedResolver, check_url, is_public
from core.errors import InvalidInput

PRIVATE = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "0.0.0.0/8",
]


def inside() -> st.SearchStrategy[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    return st.one_of([st.ip_addresses(v=4, network=network) for network in PRIVATE])


@given(inside())
def test_that_a_private_address_is_none_in_any_wrapping(address):
    number = int(address)
    wrapped = [
        str(address),
        f"::ffff:{address}",
        str(ipaddress.IPv6Address(0x2002 << 112 | number << 80)),  # 6to4
        str(ipaddress.IPv6Address((0x64FF9B << 96) | number)),  # NAT64
        str(ipaddress.IPv6Address(0x20010000 << 96 | number ^ 0xFFFFFFFF)),  # Teredo
        str(ipaddress.IPv6Address(number)),
    ]
    assert [text for text in wrapped if is_public(text)] == []


@pytest.mark.parametrize("text", ["93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822"])
def test_that_public_addresses_are_public(text):
    assert is_public(text)


@pytest.mark.parametrize("text", ["::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "239.0.0.1", "0.1.2.3", "x"])
def test_that_other_addresses_are_not(text):
    assert not is_public(text)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/latest/meta-data",
        "http://2130706433/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "https://example.com:22/",
        "https://user:pw@example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "//example.com",
        "https://",
        "https://[::1",
    ],
)
def test_that_an_address_that_leads_inside_is_refused_before_anything_is_asked(url):
    with pytest.raises(InvalidInput):
        check_url(url)


def test_that_the_operator_may_name_hosts_inside():
    assert str(check_url("http://wiki.local:8080/x", ["WIKI.local"])) == "http://wiki.local:8080/x"


class Names(AbstractResolver):
    """Answers as it is told, one answer after another: a name that means something else each time."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0)
            for each in self.answers.pop(0)
        ]

    async def close(self) -> None: ...


async def test_that_a_name_is_checked_each_time_and_with_all_its_addresses():
    resolver = CheckedResolver(resolver=Names(["93.184.216.34"], ["10.0.0.1"], ["93.184.216.34", "127.0.0.1"]))
    assert [each["host"] for each in await resolver.resolve("help.example")] == ["93.184.216.34"]
    for _ in range(2):
        with pytest.raises(InvalidInput, match="private network"):
            await resolver.resolve("help.example")
