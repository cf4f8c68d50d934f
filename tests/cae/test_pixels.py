import math

import numpy as np
import pandas
import pytest
import torch

from cae import Autoencoder, Trainer, inspection
from cae.data import Dataset
from cae.experiments.paths import train_path
from cae.experiments.settings import PathSettings
from cae.objectives import objective, reconstruction_error


@pytest.fixture
def x(rand):
    return rand(100, 12, dtype=torch.float32)


def bytes_of(x):
    return x * 255


def centred(x):
    return x - 0.5


OUTSIDE = [
    (bytes_of, r"they go from .* to 25.*; scale them, as x_train / 255, or take output=\"linear\""),
    (centred, r"they go from -0\.5 to 0\.5; scale them, as \(x_train - x_train.min\(\)\) / "),
    (lambda x: -x, "they go from -1 to -?0; scale"),
    (lambda x: x + 1e-4, "they go from"),
    (lambda x: x * 1e30, "they go from"),
]


@pytest.mark.parametrize(("change", "came"), OUTSIDE)
def test_pixels_outside_the_range_of_a_sigmoid_are_refused_with_what_came_and_how_to_scale_it(change, came, x):
    x[0, :2] = torch.tensor([0.0, 1.0])
    for images in (change(x), change(x).double(), change(x).numpy()):
        with pytest.raises(
            ValueError, match=rf"x_train must hold pixels in \[0, 1\] for output=\"sigmoid\", but {came}"
        ):
            Trainer(Autoencoder((12, 5)), images, batch_size=32)
    assert Trainer(Autoencoder((12, 5), output="linear"), change(x) % 1e6, batch_size=32).run(1).step == 1


def test_rounding_is_no_other_range(x):
    x[0, :2] = torch.tensor([-9e-7, 1 + 9e-7])
    assert Trainer(Autoencoder((12, 5)), x, batch_size=32).run(1).step == 1
    for value in (-1.1e-6, 1 + 1.3e-6):
        x[0, 0] = value
        with pytest.raises(ValueError, match="pixels in"):
            Trainer(Autoencoder((12, 5)), x, batch_size=32)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("output", ["sigmoid", "linear"])
def test_one_pixel_that_is_not_finite_is_refused_whatever_the_output(value, output, x):
    x[7, 3] = value
    for images in (x, x.numpy(), x.double(), x.tolist()):
        with pytest.raises(
            ValueError, match="x_train must hold finite numbers only, but 1 of 1,200 are NaN or infinite"
        ):
            Trainer(Autoencoder((12, 5), output=output), images, batch_size=32)


@pytest.mark.parametrize(
    "use",
    [
        reconstruction_error,
        lambda model, x: objective(model, x, 0.1),
        lambda model, x: inspection.ablation(model, x, 2),
    ],
)
def test_the_loss_of_pixels_that_a_sigmoid_can_not_reach_is_refused(use, x):
    use(Autoencoder((12, 5)), x)
    with pytest.raises(ValueError, match=r"x must hold pixels in \[0, 1\] for output=\"sigmoid\", .* as x / 255"):
        use(Autoencoder((12, 5)), x * 255)
    use(Autoencoder((12, 5), output="linear"), x * 255)


def test_a_family_of_models_refuses_such_a_data_set(digits: Dataset):
    wild = Dataset("digits", digits.x_train * 16, digits.y_train, digits.x_test, digits.y_test, (8, 8), digits.classes)
    with pytest.raises(ValueError, match="x_train must hold pixels in"):
        next(train_path(PathSettings("digits", 8, lambdas=(0.1,)), wild))


# -- what holds images -------------------------------------------------------------------------------------


def read_only(x):
    x = x.numpy().copy()
    x.flags.writeable = False
    return x


@pytest.mark.parametrize(
    "held",
    [
        lambda x: x.numpy(),
        lambda x: x.double().numpy(),
        lambda x: pandas.DataFrame(x.numpy()),
        lambda x: x.tolist(),
        lambda x: tuple(map(tuple, x.tolist())),
        lambda x: list(x.numpy()),
        lambda x: x.flip(1).numpy()[:, ::-1],
        lambda x: x.flip(0).numpy()[::-1],
        lambda x: np.asfortranarray(x.numpy()),
        lambda x: x.T.contiguous().T,
        lambda x: x.numpy().astype(">f4"),
        lambda x: x.numpy().astype(np.longdouble),
        read_only,
        lambda x: x.to_sparse(),
        lambda x: torch.nn.Parameter(x.clone()),
        lambda x: np.ma.masked_array(x.numpy()),
    ],
)
def test_images_are_taken_from_whatever_holds_them(held, x):
    expected = Trainer(Autoencoder((12, 5)), x, batch_size=32).run(5)
    assert torch.equal(Trainer(Autoencoder((12, 5)), held(x), batch_size=32).run(5).flat, expected.flat)


@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        (None, "x_train must be images of floating-point numbers, .* but a NoneType came"),
        ("digits", "x_train must be images of floating-point numbers"),
        ([[1.0, 2.0], [1.0]], "x_train must be images of floating-point numbers"),
        ({"x": 1}, "x_train must be images"),
        (np.full((9, 12), None), r"x_train must be images .* but a ndarray of shape \(9, 12\) came"),
        (np.array([["a"] * 12]), "x_train must be images"),
        (object(), "x_train must be images"),
        (np.zeros((9, 12), np.complex64), "x_train must have the model's dtype torch.float32, but torch.complex64"),
        (np.zeros((9, 12), np.uint8), "but torch.uint8 came; bytes from 0 to 255 become pixels as x_train / 255"),
        ([[0] * 12] * 9, "but torch.int64 came"),
        (np.zeros((9, 12), bool), "but torch.bool came"),
        (0.5, r"x_train must have shape \(B, 12\), but \(\) came"),
        (np.zeros(12), r"but \(12,\) came; a single one is x_train\[None\]"),
        (np.zeros((9, 3, 4)), r"but \(9, 3, 4\) came"),
        (np.zeros((0, 12)), r"x_train must hold at least one image, but shape \(0, 12\) came"),
    ],
)
def test_what_holds_no_images_is_refused_by_the_argument_s_name(images, sentence):
    with pytest.raises(ValueError, match=sentence):
        Trainer(Autoencoder((12, 5)), images, batch_size=1)


@pytest.mark.parametrize("model", [torch.nn.Linear(12, 5), None, Autoencoder, "model"])
def test_what_is_no_autoencoder_is_not_trained(model, x):
    with pytest.raises(ValueError, match="model must be an Autoencoder, but a"):
        Trainer(model, x)
