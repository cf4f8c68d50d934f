import math
import time

import pytest
import torch
from sklearn.decomposition import PCA
from torch.nn.functional import binary_cross_entropy

from cae import Autoencoder, checkpoint, contraction
from cae.activations import ACTIVATIONS
from cae.diagnostics import STATES, unit_states
from cae.inspection import ablation, blind_directions, mean_gradient
from cae.objectives import reconstruction_error
from tests.helpers.made_units import MADE, made_units

SIZES = [(6, 4), (6, 5, 4), (6, 5, 5, 4)]
every_depth = pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: f"{len(sizes) - 1}-layers")
every_tying = pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
every_output = pytest.mark.parametrize("output", ["sigmoid", "linear"])


def jacobian(model: Autoencoder, x: torch.Tensor) -> torch.Tensor:
    """J of every image by automatic differentiation, (B, H, D)."""
    return torch.func.vmap(torch.func.jacrev(lambda one: model.encode(one[None])[0]))(x).detach()


# -- a unit clamped to its mean ----------------------------------------------------------------------------


@torch.no_grad()
def decoded_again(model: Autoencoder, x: torch.Tensor, unit: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Reconstruction errors from whole decodings, as the code is and with the unit's h overwritten."""
    h = model.encode(x)
    clamped = h.clone()
    clamped[:, unit] = h[:, unit].mean()
    errors = []
    for code in (h, clamped):
        r = model.decode(code)
        error = binary_cross_entropy(r, x, reduction="none") if model.output == "sigmoid" else (r - x).square()
        errors.append(error.sum(1))
    return errors[0], errors[1]


@every_depth
@every_tying
@every_output
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_ablation_is_decoding_the_code_with_the_unit_overwritten(sizes, tied, output, name, order_one, rand):
    model, x = order_one(sizes, tied=tied, output=output, activation=name), rand(30, 6)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(0.5)  # so that no reconstruction is 0 or 1 to the last bit, whose logarithm is clipped
    for unit in range(4):
        found = ablation(model, x, unit)
        error, clamped = decoded_again(model, x, unit)
        torch.testing.assert_close(found.error, error)
        torch.testing.assert_close(found.clamped, clamped)
        assert found.mean_h == pytest.approx(float(model.encode(x).detach()[:, unit].mean()))


def test_what_is_as_it_was_is_the_objectives_error(order_one, rand):
    model, x = order_one((6, 4)), rand(30, 6)
    torch.testing.assert_close(ablation(model, x, 2).error, reconstruction_error(model, x).detach())


def test_a_unit_that_never_moves_loses_nothing_however_much_the_decoder_makes_of_it(order_one, rand):
    model, x = order_one((6, 4), tied=False), rand(30, 6)
    with torch.no_grad():
        model.W[0][1] = 0  # dead at h = ½ or wherever its bias leaves it
        model.W[0][2], model.b[0][2] = 1, 60  # saturated at 1
        model.V[0].mul_(10)
    for unit in (1, 2):
        found = ablation(model, x, unit)
        torch.testing.assert_close(found.clamped, found.error, rtol=1e-12, atol=1e-12)
    found = ablation(model, x, 0)
    assert float((found.clamped - found.error).abs().mean()) > 0.1


def test_a_unit_the_reconstruction_rests_on_is_missed():
    """One unit that copies the only pixel: without it what comes back is the mean."""
    model = Autoencoder((1, 1), activation="identity", output="linear").double()
    with torch.no_grad():
        model.W[0].fill_(1)
    x = torch.tensor([[0.0], [0.2], [1.0]], dtype=torch.float64)
    found = ablation(model, x, 0)
    assert found.mean_h == pytest.approx(0.4)
    torch.testing.assert_close(found.error, torch.zeros(3, dtype=torch.float64))
    torch.testing.assert_close(found.clamped, torch.tensor([0.16, 0.04, 0.36], dtype=torch.float64))


@every_depth
def test_a_code_at_hand_and_images_in_parts_give_the_same(sizes, order_one, rand, monkeypatch):
    model, x = order_one(sizes), rand(23, 6)
    whole = ablation(model, x, 3)
    monkeypatch.setattr("cae.inspection.CHUNK_FLOATS", 24)  # four images at a time
    for found in (ablation(model, x, 3), ablation(model, x, 3, model.encode(x))):
        torch.testing.assert_close(found.error, whole.error)
        torch.testing.assert_close(found.clamped, whole.clamped)
        assert found.mean_h == pytest.approx(whole.mean_h)


@every_depth
def test_no_tensor_of_all_images_and_pixels_is_made(sizes, order_one, rand, largest_tensor, monkeypatch):
    class LargestNew(largest_tensor):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            if function.is_view:  # such as the images themselves
                return function(*args, **(kwargs or {}))
            return super().__torch_dispatch__(function, types, args, kwargs)

    monkeypatch.setattr("cae.inspection.CHUNK_FLOATS", 24)
    model, x = order_one(sizes), rand(50, 6)
    with LargestNew() as largest:
        ablation(model, x, 0)
        mean_gradient(model, x, 0)
    assert largest.numel < 50 * 6


# -- what a unit looks at ----------------------------------------------------------------------------------


@every_depth
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_mean_gradient_is_the_mean_row_of_the_jacobians_of_automatic_differentiation(sizes, name, order_one, randn):
    model, x = order_one(sizes, activation=name), randn(20, 6)
    expected = jacobian(model, x).mean(0)  # (4, 6)
    for unit in range(4):
        torch.testing.assert_close(mean_gradient(model, x, unit), expected[unit])
        torch.testing.assert_close(mean_gradient(model, x, unit, model.pre_activations(x)), expected[unit])


def test_one_layers_mean_gradient_is_the_weights_times_the_mean_slope(order_one, randn):
    model, x = order_one((6, 4)), randn(20, 6)
    slope = unit_states(model, x).mean_gain[2]
    torch.testing.assert_close(mean_gradient(model, x, 2), slope * model.W[0][2].detach())


# -- what the code of an image ignores ---------------------------------------------------------------------

WIDE = [(12, 5), (12, 7, 5), (12, 8, 7, 5)]
every_wide_depth = pytest.mark.parametrize("sizes", WIDE, ids=lambda sizes: f"{len(sizes) - 1}-layers")


@every_wide_depth
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "gelu", "identity"])
def test_j_maps_blind_directions_to_0_and_they_are_orthonormal(sizes, name, order_one, randn):
    model, x, images = order_one(sizes, activation=name), randn(1, 12), randn(40, 12)
    blind = blind_directions(model, x, images, k=12)
    assert blind.directions.shape == (7, 12)  # 12 pixels less 5 singular values
    J = jacobian(model, x)[0]
    assert float((J @ blind.directions.T).norm()) < 1e-12 * float(torch.linalg.matrix_norm(J, 2))
    torch.testing.assert_close(blind.directions @ blind.directions.T, torch.eye(7, dtype=torch.float64))


@every_wide_depth
def test_they_are_the_principal_directions_of_the_images_projected_into_the_null_space(sizes, order_one, randn):
    model, x = order_one(sizes), randn(1, 12)
    images = randn(200, 12) * torch.linspace(0.5, 3, 12, dtype=torch.float64) + 5
    J = jacobian(model, x)[0]
    inside = torch.eye(12, dtype=torch.float64) - torch.linalg.pinv(J) @ J
    pca = PCA(4).fit((images @ inside).numpy())
    blind = blind_directions(model, x, images, k=4)
    alike = (blind.directions * torch.from_numpy(pca.components_)).sum(1).abs()
    torch.testing.assert_close(alike, torch.ones(4, dtype=torch.float64))
    share = torch.from_numpy(pca.explained_variance_) / images.var(0).sum()
    torch.testing.assert_close(blind.share, share)
    largest = blind.directions.gather(1, blind.directions.abs().argmax(1, keepdim=True))
    assert bool((largest > 0).all())


def test_fewer_are_the_first_of_more(order_one, randn):
    model, x, images = order_one((12, 5)), randn(1, 12), randn(40, 12)
    all_of_them, two = blind_directions(model, x, images, k=7), blind_directions(model, x, images, k=2)
    torch.testing.assert_close(two.directions, all_of_them.directions[:2])
    assert bool((all_of_them.share.diff() <= 0).all())


@pytest.mark.parametrize("sizes", [(6, 6), (6, 9), (6, 8, 7)], ids=str)
def test_there_are_none_where_the_code_has_as_many_units_as_pixels(sizes, order_one, randn):
    blind = blind_directions(order_one(sizes), randn(1, 6), randn(30, 6))
    assert blind.directions.shape == (0, 6)
    assert blind.share.shape == (0,)


def test_units_that_are_off_see_nothing_however_many_there_are(order_one, randn):
    model, x, images = order_one((6, 20), activation="relu"), randn(1, 6), randn(30, 6)
    with torch.no_grad():
        model.b[0][:18] = -100
        model.b[0][18:] = 100
    blind = blind_directions(model, x, images, k=6)
    assert blind.directions.shape == (4, 6)
    torch.testing.assert_close(model.W[0][18:].detach() @ blind.directions.T, torch.zeros(2, 4, dtype=torch.float64))


def test_a_code_that_sees_nothing_is_blind_to_the_images_own_principal_directions(order_one, randn):
    model, images = order_one((6, 4), activation="relu"), randn(50, 6)
    with torch.no_grad():
        model.b[0].fill_(-100)
    blind = blind_directions(model, images[:1], images, k=6)
    pca = PCA().fit(images.numpy())
    torch.testing.assert_close(blind.share, torch.from_numpy(pca.explained_variance_ratio_))
    assert float(blind.share.sum()) == pytest.approx(1)


def test_directions_in_which_no_image_differs_from_another_are_not_shown(order_one, randn):
    model, x = order_one((6, 2)), randn(1, 6)
    line = randn(40, 1) * randn(1, 6)  # the images vary along one direction, wherever it lies
    assert len(blind_directions(model, x, line, k=4).directions) == 1
    nothing = blind_directions(model, x, x.repeat(3, 1), k=4)
    assert nothing.directions.shape == (0, 6)


def test_a_float32_model_is_as_blind_and_stays_as_it_is(fashion):
    model = Autoencoder((784, 64))
    images = torch.from_numpy(fashion.x_test)
    before = [p.detach().clone() for p in model.parameters()]
    blind = blind_directions(model, images[:1], images)
    assert blind.directions.dtype == blind.share.dtype == torch.float32
    J = jacobian(model, images[:1])[0]
    assert float((J @ blind.directions.T).norm()) < 1e-6 * float(torch.linalg.matrix_norm(J, 2))
    assert all(torch.equal(p, q) for p, q in zip(model.parameters(), before, strict=True))
    exact = blind_directions(model.double(), images[:1].double(), images.double())
    torch.testing.assert_close(blind.directions, exact.directions.float(), rtol=0, atol=1e-5)


def test_a_small_step_along_one_changes_the_image_and_not_its_code(fashion):
    model = Autoencoder((784, 64)).double()
    images = torch.from_numpy(fashion.x_test).double()
    seen = contraction.tangents(model, images[:1], k=1)[0]
    blind = blind_directions(model, images[:1], images, k=1).directions
    with torch.no_grad():
        along, across = ((model.encode(images[:1] + 0.1 * v) - model.encode(images[:1])).norm() for v in (seen, blind))
    assert float(across) < 1e-12 < 1e-3 < float(along)


# -- units made to be in a state ---------------------------------------------------------------------------


def test_made_units_are_found_in_the_states_they_were_made_in(fashion, tmp_path):
    model, expected = made_units()
    assert expected == MADE
    assert all(expected.count(state) >= 2 for state in STATES)
    checkpoint.save(tmp_path / "made.safetensors", model)
    for one in (model, checkpoint.load_model(tmp_path / "made.safetensors")):
        for images in (fashion.x_train, fashion.x_test):
            assert list(unit_states(one, torch.from_numpy(images)).state) == expected


def test_they_can_be_made_on_other_images(digits):
    images = torch.from_numpy(digits.x_train)
    model, expected = made_units(images, seed=3)
    assert list(unit_states(model, images).state) == expected


# -- bad arguments, no traces, time ------------------------------------------------------------------------


@pytest.mark.parametrize("function", [ablation, mean_gradient], ids=lambda function: function.__name__)
@pytest.mark.parametrize("unit", [-1, 4, 1.5, True, None, "1"], ids=repr)
def test_a_unit_the_model_does_not_have_is_refused(function, unit, order_one, rand):
    sentence = f"unit must be a whole number from 0 to 3, but {unit!r} came"
    with pytest.raises(ValueError, match=sentence):
        function(order_one((6, 4)), rand(5, 6), unit)


@pytest.mark.parametrize("function", [ablation, mean_gradient], ids=lambda function: function.__name__)
def test_bad_images_and_a_model_that_diverged_are_refused(function, order_one, rand):
    model, x = order_one((6, 4)), rand(5, 6)
    with pytest.raises(ValueError, match="x must hold at least 1 image, but 0 came"):
        function(model, x[:0], 0)
    with pytest.raises(ValueError, match=r"x must have shape \(B, 6\)"):
        function(model, x[:, :5], 0)
    with pytest.raises(ValueError, match="x must hold finite numbers only"):
        function(model, x / 0, 0)
    with torch.no_grad():
        model.W[0][2, 3] = math.nan
    with pytest.raises(ValueError, match=r"the model's W\.0 must hold finite numbers only"):
        function(model, x, 0)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"x": torch.zeros(2, 6)}, r"x must be one image, of shape \(1, 6\), but \(2, 6\) came; use x\[:1\]"),
        ({"x": torch.zeros(0, 6)}, "x must hold at least 1 image, but 0 came"),
        ({"x": torch.zeros(6)}, r"x must have shape \(B, 6\), but \(6,\) came"),
        ({"images": torch.zeros(1, 6)}, "images must hold at least 2 images, but 1 came"),
        ({"images": torch.zeros(3, 5)}, r"images must have shape \(B, 6\)"),
        ({"k": 0}, "k must be a whole number from 1 to 6, but 0 came"),
        ({"k": 7}, "k must be a whole number from 1 to 6, but 7 came"),
        ({"k": 2.0}, "k must be"),
    ],
    ids=str,
)
def test_a_bad_argument_of_blind_directions_is_refused_by_name(changed, sentence):
    arguments = {"x": torch.zeros(1, 6), "images": torch.zeros(3, 6)} | changed
    with pytest.raises(ValueError, match=sentence):
        blind_directions(Autoencoder((6, 4)), **arguments)


def test_none_of_them_tracks_gradients(order_one, rand):
    model, x = order_one((6, 5, 4)), rand(5, 6)
    found, blind = ablation(model, x, 0, model.encode(x)), blind_directions(model, x[:1], x)
    results = [found.error, found.clamped, mean_gradient(model, x, 0), blind.directions, blind.share]
    assert not any(tensor.requires_grad for tensor in results)
    assert all(p.grad is None and p.requires_grad for p in model.parameters())


def test_they_are_fast_enough_to_follow_a_click(rand):
    """On a quiet core 0.4 s for the wide one's ablation, and 0.15 s for the blind directions."""
    model, x = Autoencoder((784, 1024)), rand(10_000, 784, dtype=torch.float32)
    start = time.perf_counter()
    ablation(model, x, 0)
    assert time.perf_counter() - start < 5
    model = Autoencoder((784, 64))
    start = time.perf_counter()
    blind_directions(model, x[:1], x[:1000])
    assert time.perf_counter() - start < 3
