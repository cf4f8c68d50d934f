"""Where codes lie, as a figure: by its arrays."""

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from cae import Autoencoder, Trainer, figures
from cae.readouts import trustworthiness


@pytest.fixture(scope="module")
def model(digits) -> Autoencoder:
    return Trainer(Autoencoder((64, 16)), digits.x_train, 0.1, 3e-3).run(200).model


@pytest.fixture(scope="module")
def x(digits) -> torch.Tensor:
    return torch.from_numpy(digits.x_test[:120])


def points(drawn, letters="xy") -> np.ndarray:
    """All points, in the images' order."""
    ids = np.concatenate([trace.customdata for trace in drawn.data])
    places = np.stack([np.concatenate([trace[letter] for trace in drawn.data]) for letter in letters], 1)
    return places[np.argsort(ids)]


def test_each_class_is_a_trace_and_its_points_are_its_images(model, x, digits):
    labels = digits.y_test[:120]
    drawn = figures.latent(model, x, labels, method="pca", classes=digits.classes)
    assert [trace.name for trace in drawn.data] == list(digits.classes)
    for k, trace in enumerate(drawn.data):
        assert trace.meta == {"role": f"class {k}", "pins": "image"}
        np.testing.assert_array_equal(trace.customdata, np.flatnonzero(labels == k))
    codes = model.encode(x).detach().double().numpy()
    np.testing.assert_allclose(points(drawn), PCA(2).fit_transform(codes), atol=1e-5)
    assert drawn.layout.yaxis.scaleanchor == "x"  # lengths can be compared


def test_it_says_what_it_holds_and_how_true_it_is(model, x):
    meta = figures.latent(model, x).layout.meta
    codes = model.encode(x).detach().double()
    assert meta["explained"] == pytest.approx(PCA(2).fit(codes.numpy()).explained_variance_ratio_.sum())
    assert meta["trustworthiness"] == pytest.approx(
        trustworthiness(codes, torch.from_numpy(PCA(2).fit_transform(codes.numpy()))), abs=1e-6
    )
    assert f"{meta['explained']:.0%}" in meta["says"]
    assert f"{meta['trustworthiness']:.0%}" in meta["says"]
    assert meta["expects"].endswith("?")


def test_in_three_dimensions_it_can_be_turned(model, x):
    drawn = figures.latent(model, x, dimensions=3)
    assert drawn.data[0].type == "scatter3d"
    assert points(drawn, "xyz").shape == (120, 3)
    assert drawn.layout.scene.zaxis.title.text == "principal component 3"


def test_the_units_that_vary_most_are_named_on_the_axes(model, x):
    drawn = figures.latent(model, x, method="units")
    codes = model.encode(x).detach()
    units = sorted(codes.var(0).argsort(descending=True)[:2].tolist())
    assert [drawn.layout.xaxis.title.text, drawn.layout.yaxis.title.text] == [f"h of unit {unit}" for unit in units]
    np.testing.assert_allclose(points(drawn), codes[:, units], atol=1e-6)


def test_a_code_of_two_units_is_seen_whole(x):
    drawn = figures.latent(Autoencoder((64, 2)), x, method="units")
    assert drawn.layout.meta["method"] == "plane"
    assert drawn.layout.meta["says"].startswith("The code has no more dimensions than these")


def test_a_tsne_is_the_same_for_a_seed_and_claims_no_share_of_the_variance(model, x):
    one, other = (figures.latent(model, x, method="tsne", perplexity=8) for _ in range(2))
    np.testing.assert_array_equal(points(one), points(other))
    assert one.layout.meta["explained"] is None
    assert "distances between groups mean nothing" in one.layout.meta["says"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"method": "umap"}, "method must be one of pca, units, tsne, but 'umap' came."),
        ({"dimensions": 5}, "dimensions must be 2 or 3, but 5 came."),
        ({"labels": [0, 1]}, "labels must be a class for each of 120 images"),
        ({"method": "tsne", "perplexity": 60}, "perplexity must be a number from 1 to 39.6667"),
    ],
)
def test_what_it_can_not_draw_is_refused_in_words(model, x, change, sentence):
    with pytest.raises(ValueError) as refusal:
        figures.latent(model, x, **change)
    assert sentence in str(refusal.value)


def test_too_few_images_and_codes_that_are_alike_are_refused(model, x):
    with pytest.raises(ValueError, match="at least 3"):
        figures.latent(model, x[:2])
    with pytest.raises(ValueError, match="alike"):
        figures.latent(model, x[:1].repeat(5, 1))
