"""A server that a test ends leaves no connection behind, at whatever moment somebody connects."""

import gc
import socket
import warnings

import pytest
from aiohttp import web

from tests.support import serving


@pytest.mark.parametrize("turns", range(6))
async def test_that_whoever_connects_while_a_server_ends_is_not_left_open(turns: int) -> None:
    runner = web.AppRunner(web.Application(), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with socket.create_connection(runner.addresses[0]), warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        await serving.turns(turns)
        await serving.close(runner)
        gc.collect()
    assert [str(each.message) for each in said] == []
