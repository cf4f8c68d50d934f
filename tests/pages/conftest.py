"""A page's routes, spoken to through its socket: the engines are none, and note what they are told."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.helpers.fakes import FakeEngine
from tests.helpers.server import serve


@pytest.fixture
def engines() -> list[FakeEngine]:
    """The engines the server started, none of them a process."""
    return []


@pytest.fixture
def server(request, engines) -> TestClient:
    """The routes that the test's module names by ``served``, not started yet."""

    async def start() -> FakeEngine:
        engines.append(FakeEngine())
        return engines[-1]

    return serve(request.module.served, engine=start)


@pytest.fixture
def client(server) -> Iterator[TestClient]:
    """The same, started."""
    with server as client:
        yield client
