"""The address of an atlas."""

from __future__ import annotations

from cae.experiments.settings import PathSettings


def query_of(settings: PathSettings) -> dict[str, str]:
    """What the URL of the Atlas page says of these settings, as ``request.from_url`` reads it."""
    said = settings.as_dict()
    lambdas = said.pop("lambdas")
    return {name: str(value) for name, value in said.items()} | {"lambdas": " ".join(map(repr, lambdas))}
