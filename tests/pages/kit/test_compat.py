import contextlib
import os
import socket

import pytest

from pages.kit import compat


@contextlib.contextmanager
def connection(listening: socket.socket):
    """The server's end of a connection."""
    with socket.create_connection(listening.getsockname()[:2]):
        accepted, _ = listening.accept()
        with accepted:
            yield accepted


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_answers_leave_at_once_on_every_connection_of_a_socket_bound_as_streamlit_binds_it(family):
    with socket.socket(family) as listening:
        listening.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
        listening.listen()
        with connection(listening) as before:
            assert before.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        compat.answer_at_once()
        with connection(listening) as after:
            assert after.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_what_is_no_listening_socket_stays_as_it_is(tmp_path):
    with socket.socket() as idle, (tmp_path / "a").open("w") as file:
        before = len(os.listdir("/dev/fd"))
        compat.answer_at_once()
        assert len(os.listdir("/dev/fd")) == before
        assert idle.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        file.write("still open")
