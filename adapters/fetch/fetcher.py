"""One page after another from the web: every hop checked, sizes counted, robots.txt obeyed, no server hurried."""

import contextlib
from collections.abc import AsyncIterator, Collection
from types import TracebackType
from typing import Self

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from protego import Protego
from yarl import URL

from adapters.fetch.addresses import check_url, connector_arguments, is_public
from core.clock import Clock
from core.errors import InvalidInput, NotFound, Unavailable
from core.library import WebPage

AGENT = "FoyerIngest/1.0"
MAX_BYTES = 20 * 1024 * 1024
_ROBOTS_BYTES = 512 * 1024
_HOPS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
PAUSE_S = 0.5
_LONGEST_PAUSE_S = 10.0
_WANTED = "text/html,application/pdf,text/markdown,text/plain;q=0.9,*/*;q=0.5"
_TIMEOUT = ClientTimeout(total=60, sock_connect=10, sock_read=20)


class Fetcher:
    """Pages by address. `inside` are hosts that may be fetched though they are in a private network."""

    def __init__(self, clock: Clock, inside: Collection[str] = (), pause_s: float = PAUSE_S) -> None:
        self._clock = clock
        self._inside = tuple(inside)
        self._hosts_inside = {host.casefold() for host in inside}
        self._pause_s = pause_s
        self._robots: dict[str, Protego | None] = {}
        self._next: dict[str, float] = {}

    async def __aenter__(self) -> Self:
        connector = TCPConnector(**connector_arguments(self._inside))
        self._session = ClientSession(
            connector=connector,
            timeout=_TIMEOUT,
            cookie_jar=DummyCookieJar(),
            headers={"User-Agent": AGENT, "Accept": _WANTED},
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def fetch(self, url: str) -> WebPage:
        """The page at an address.

        Raises InvalidInput for what is not fetched, NotFound for what is gone, and Unavailable when a server does not
        answer as it should, so that nothing is known about the page.
        """
        address = check_url(url, self._inside)
        for _ in range(_HOPS):
            await self._check_robots(address)
            await self._wait_for(address)
            async with self._asked(address) as response:
                if response.status not in _REDIRECTS:
                    return await self._page(address, response, MAX_BYTES)
                target = response.headers.get("Location", "")
            try:
                address = check_url(str(address.join(URL(target))), self._inside)
            except ValueError:
                raise InvalidInput("it leads on to something that is no web address") from None
        raise InvalidInput(f"it leads on more than {_HOPS} times")

    @contextlib.asynccontextmanager
    async def _asked(self, address: URL) -> AsyncIterator[ClientResponse]:
        try:
            async with self._session.get(address, allow_redirects=False) as response:
                self._check_peer(address, response)
                yield response
        except (ClientError, TimeoutError, OSError) as error:
            if isinstance(refusal := error.__cause__, InvalidInput):
                raise refusal from None
            raise Unavailable(f"its server does not answer ({type(error).__name__})") from None

    def _check_peer(self, address: URL, response: ClientResponse) -> None:
        """A second lock on the same door: who really answered."""
        transport = response.connection.transport if response.connection is not None else None
        peer = transport.get_extra_info("peername") if transport is not None else None
        if peer and not is_public(str(peer[0])) and (address.host or "").casefold() not in self._hosts_inside:
            raise InvalidInput("its server is inside a private network, where nothing is fetched from")

    async def _page(self, address: URL, response: ClientResponse, most: int) -> WebPage:
        if response.status in _GONE:
            raise NotFound(f"its server says that it is gone ({response.status})")
        if response.status in (401, 403):
            raise InvalidInput(f"its server wants a sign-in for it ({response.status})")
        if response.status != 200:
            raise Unavailable(f"its server answers {response.status}")
        return WebPage(
            str(address.with_fragment(None)), response.headers.get("Content-Type", ""), await _body(response, most)
        )

    async def _wait_for(self, address: URL) -> None:
        """One request at a time and host, with the pause that its robots.txt asks for."""
        host = str(address.origin())
        now = self._clock.monotonic()
        if (due := self._next.get(host, 0.0)) > now:
            await self._clock.sleep(due - now)
        robots = self._robots.get(host)
        asked = float(robots.crawl_delay(AGENT) or 0) if robots else 0.0
        self._next[host] = self._clock.monotonic() + min(max(asked, self._pause_s), _LONGEST_PAUSE_S)

    async def _check_robots(self, address: URL) -> None:
        host = str(address.origin())
        if host not in self._robots:
            self._robots[host] = await self._rules(address.origin() / "robots.txt")
        rules = self._robots[host]
        if rules is not None and not rules.can_fetch(str(address), AGENT):
            raise InvalidInput("its site's robots.txt asks programs to leave it alone")

    async def _rules(self, address: URL) -> Protego | None:
        """None where there are none. A server that is broken is left alone (RFC 9309)."""
        for _ in range(_HOPS):
            async with self._asked(address) as response:
                if response.status in _REDIRECTS:
                    address = check_url(str(address.join(URL(response.headers.get("Location", "")))), self._inside)
                    continue
                if 400 <= response.status < 500:
                    return None
                if response.status != 200:
                    raise Unavailable(f"its server answers {response.status} for robots.txt")
                return Protego.parse((await _body(response, _ROBOTS_BYTES)).decode("utf-8", "replace"))
        return None


async def _body(response: ClientResponse, most: int) -> bytes:
    """All of it, unpacked; counted as it comes, since a server may say anything about its length."""
    parts: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_chunked(64 * 1024):
        size += len(chunk)
        if size > most:
            raise InvalidInput(f"it has more than {most // 2**20 or 1} MB")
        parts.append(chunk)
    return b"".join(parts)
