"""What every page's socket is asked in the tests."""

import contextlib
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from cae.config import RunConfig
from pages.kit.version import STARTED_WITH

OWN_PAGE_OR_NO_BROWSER = pytest.mark.parametrize(
    "headers", [{"origin": "http://testserver"}, {}], ids=["own page", "no browser"]
)


@contextlib.contextmanager
def connected(client: TestClient, socket: str, **options: object) -> Iterator[WebSocketTestSession]:
    """A page's connection, after the word of which version the server is."""
    with client.websocket_connect(socket, **options) as page:
        assert page.receive_json() == {"type": "version", "version": STARTED_WITH}
        yield page


def answer(page: WebSocketTestSession, text: str) -> dict:
    """What the server says to a message."""
    page.send_text(text)
    return page.receive_json()


def assert_a_page_of_another_site_is_turned_away(client: TestClient, socket: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(socket, headers={"origin": "https://evil.example"}),
    ):
        pass
    assert refused.value.code == 1008


def opening(config: RunConfig, **more: object) -> dict:
    """The first message of a page that shows a run."""
    return {"type": "open", "run": None, "settings": config.as_dict()} | more
