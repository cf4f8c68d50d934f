"""Settings all tests share. Randomness comes from here and nowhere else."""

from collections.abc import Callable, Iterator

import hypothesis
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from cae import Autoencoder, load_dataset
from cae.data import Dataset

Rand = Callable[..., torch.Tensor]

# Every run draws the same examples; "pytest --hypothesis-profile=explore" draws new ones.
hypothesis.settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=500, deadline=None)
hypothesis.settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests come last: Playwright keeps an event loop running, beside which asyncio.run can't."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _no_global_randomness() -> Iterator[None]:
    """The library draws from generators of its own: it neither needs nor moves torch's global one."""
    torch.manual_seed(0)
    before = torch.get_rng_state()
    yield
    assert torch.equal(torch.get_rng_state(), before), "torch's global generator was used"


@pytest.fixture(scope="session")
def seeded() -> Callable[[int], torch.Generator]:
    """Make a generator from a seed (for Hypothesis, which draws the seed)."""
    return lambda seed: torch.Generator().manual_seed(seed)


@pytest.fixture
def generator(seeded: Callable[[int], torch.Generator]) -> torch.Generator:
    return seeded(2011)


@pytest.fixture
def randn(generator: torch.Generator) -> Rand:
    """Standard normal numbers of a shape, float64 unless told otherwise."""
    return lambda *shape, dtype=torch.float64: torch.randn(*shape, generator=generator, dtype=dtype)


@pytest.fixture
def rand(generator: torch.Generator) -> Rand:
    """Numbers in [0, 1] of a shape, as pixels are, float64 unless told otherwise."""
    return lambda *shape, dtype=torch.float64: torch.rand(*shape, generator=generator, dtype=dtype)


@pytest.fixture(scope="session")
def order_one(seeded: Callable[[int], torch.Generator]) -> Callable[..., Autoencoder]:
    """A float64 model whose weights and biases are of order one: tiny ones hide wrong gradients."""

    def make(sizes: tuple[int, ...], seed: int = 0, **settings: object) -> Autoencoder:
        model = Autoencoder(sizes, **settings).double()
        generator = seeded(seed)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.copy_(torch.randn(parameter.shape, generator=generator, dtype=torch.float64))
        return model

    return make


class LargestTensor(TorchDispatchMode):
    """Sees what every operation inside the block gives back; ``numel`` is the size of the largest."""

    numel = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        result = function(*args, **(kwargs or {}))
        sizes = [leaf.numel() for leaf in tree_leaves(result) if isinstance(leaf, torch.Tensor)]
        self.numel = max([self.numel, *sizes])
        return result


@pytest.fixture
def largest_tensor() -> type[LargestTensor]:
    return LargestTensor


@pytest.fixture(scope="session")
def fashion() -> Dataset:
    return load_dataset()


@pytest.fixture(scope="session")
def digits() -> Dataset:
    return load_dataset("digits")
