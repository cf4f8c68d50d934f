"""A server with one page's routes, whose processes are whatever a test says."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from cae.runs.fleet import Fleet, start_engine
from pages.kit.services import Services
from tests.helpers.fakes import FakeEngine, FakeFleet


async def fake() -> FakeEngine:
    """Start no process."""
    return FakeEngine()


def serve(routes: Callable[[Services], list[BaseRoute]], **starts: Callable[..., Awaitable[Any]]) -> TestClient:
    """A client of a server with these routes; ``services`` of its app are what they use.

    An engine, a worker or an inspector that is not given is none.
    """
    engine = starts.pop("engine", fake)
    real = engine is start_engine
    services = Services(
        lambda: Fleet(start_engine, time.monotonic) if real else FakeFleet(engine),
        **{"worker": fake, "inspector": fake} | starts,
    )
    app = Starlette(routes=routes(services), lifespan=services.lifespan)
    app.state.services = services
    return TestClient(app)
