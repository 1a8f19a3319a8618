"""The port is taken first, and what stands in its way is told."""

from __future__ import annotations

import socket

import pytest

from tajawub.desk.listening import listen
from tajawub.errors import TajawubError


def test_who_comes_early_waits_at_the_door() -> None:
    with listen("127.0.0.1", 0) as door, socket.create_connection(door.getsockname(), timeout=5):
        caller, _ = door.accept()
        caller.close()


def test_a_port_in_use_is_named_with_another_to_take() -> None:
    with listen("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        with pytest.raises(TajawubError, match=rf"Port {port} on 127.0.0.1 is in use.*--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "198.51.100.7", "x" * 70, "a\x00b"])
def test_a_host_that_is_none_of_ours_is_named(host: str) -> None:
    with pytest.raises(TajawubError, match="--host"):
        listen(host, 0)
