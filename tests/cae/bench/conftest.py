import pytest

from cae.bench import parts


@pytest.fixture
def made(monkeypatch):
    """Put made parts in the place of the real ones."""
    return lambda *made_parts: monkeypatch.setattr(parts, "PARTS", made_parts)
