"""t-SNE that tells how far it is and can be stopped."""

import pytest
import torch
from sklearn.neighbors import NearestNeighbors

from cae.readouts import trustworthiness
from cae.tsne import Progress, Stopped, checked_perplexity, tsne


@pytest.fixture(scope="module")
def codes(digits) -> torch.Tensor:
    return torch.from_numpy(digits.x_test[:150])


@pytest.fixture(scope="module")
def seen() -> list[Progress]:
    return []


@pytest.fixture(scope="module")
def points(codes, seen) -> torch.Tensor:
    return tsne(codes, perplexity=10, look=lambda progress: seen.append(progress) or True)


def test_it_shows_what_it_has_so_far_to_the_end(points, seen):
    assert [progress.step for progress in seen] == list(range(10, 751, 10))
    assert not torch.equal(seen[0].points, seen[1].points)
    assert float((seen[-1].points - points).abs().max()) < 0.5 * float(points.std())
    assert seen[-1].divergence < seen[30].divergence


def test_neighbours_in_the_codes_are_neighbours_in_the_map(points, codes, digits):
    assert trustworthiness(codes, points) > 0.9
    nearest = NearestNeighbors(n_neighbors=2).fit(points.numpy()).kneighbors(return_distance=False)[:, 0]
    labels = digits.y_test[:150]
    assert (labels == labels[nearest]).mean() > 0.8


def test_the_same_seed_gives_the_same_map_to_the_bit(points, codes):
    assert torch.equal(tsne(codes, perplexity=10), points)


def test_whoever_looks_on_can_stop_it(codes):
    steps = []

    def look(progress: Progress) -> bool:
        steps.append(progress.step)
        return progress.step < 300

    with pytest.raises(Stopped) as stopped:
        tsne(codes, perplexity=10, look=look)
    assert steps[-1] == 300
    assert stopped.value.points.shape == (150, 2)


def test_it_can_begin_where_another_map_ended(points, codes):
    first = []
    tsne(codes, perplexity=10, begin=points, look=lambda progress: first.append(progress) or progress.step > 10 or True)
    start = first[0].points
    cosine = torch.nn.functional.cosine_similarity(start - start.mean(0), points - points.mean(0), dim=1)
    assert float(cosine.mean()) > 0.5


@pytest.mark.parametrize(
    ("perplexity", "sentence"),
    [
        (50, "perplexity must be a number from 1 to 49.6667, a third of the 149 other images, but 50 came; take a "
         "smaller one, or more images."),
        (0, "but 0 came"),
        (float("nan"), "but nan came"),
    ],
)  # fmt: skip
def test_a_perplexity_that_so_many_images_do_not_have_is_refused(codes, perplexity, sentence):
    with pytest.raises(ValueError) as refusal:
        tsne(codes, perplexity=perplexity)
    assert sentence in str(refusal.value)
    assert checked_perplexity(49, 150) == 49


def test_a_beginning_of_other_images_is_refused(codes, rand):
    with pytest.raises(ValueError, match="150 × 2"):
        tsne(codes, perplexity=10, begin=rand(10, 2))
