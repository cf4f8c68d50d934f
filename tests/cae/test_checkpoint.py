import errno
import os

import pytest
import torch
from safetensors import SafetensorError

from cae import Autoencoder, Trainer, checkpoint


@pytest.fixture
def x(rand):
    return rand(100, 12, dtype=torch.float32)


KINDS = [
    {"sizes": (12, 5)},
    {"sizes": (12, 5), "tied": False, "output": "linear", "activation": "gelu"},
    {"sizes": (12, 7, 5)},
    {"sizes": (12, 7, 6, 5), "tied": False, "activation": "tanh"},
]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(map(str, kind.values())))


@every_kind
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_training_goes_on_from_its_file_to_the_same_bits(kind, dtype, x, tmp_path):
    trainer = Trainer(Autoencoder(**kind, seed=3).to(dtype), x.to(dtype), lam=0.3, lr=3e-3, batch_size=16, seed=4)
    checkpoint.save(tmp_path / "run.safetensors", trainer.run(25))  # in the middle of an epoch
    other = checkpoint.resume(tmp_path / "run.safetensors", x.to(dtype))
    assert (other.lam, other.lr, other.batch_size, other.step) == (0.3, 3e-3, 16, 25)
    trainer.run(50)
    other.run(50)
    for name, tensor in trainer.state().items():
        assert torch.equal(tensor, other.state()[name]), name


@every_kind
def test_a_model_comes_back_as_it_was(kind, x, tmp_path):
    model = Autoencoder(**kind, seed=3)
    checkpoint.save(tmp_path / "model.safetensors", model)
    again = checkpoint.load_model(tmp_path / "model.safetensors")
    assert torch.equal(model(x), again(x))
    assert (again.sizes, again.tied, again.output) == (model.sizes, model.tied, model.output)
    assert again.activation.name == model.activation.name


def test_the_model_of_a_training_is_its_model(x, tmp_path):
    trainer = Trainer(Autoencoder((12, 5)), x, batch_size=16).run(10)
    checkpoint.save(tmp_path / "run", trainer)
    assert torch.equal(checkpoint.load_model(tmp_path / "run")(x), trainer.model(x))


def test_other_images_are_refused_and_the_way_on_is_named(x, tmp_path):
    checkpoint.save(tmp_path / "run", Trainer(Autoencoder((12, 5)), x, batch_size=16))
    with pytest.raises(ValueError, match=r"x_train must be the images .* \(100 × 12, .*make a Trainer of load_model"):
        checkpoint.resume(tmp_path / "run", x.flip(0))


def test_a_model_is_no_training(x, tmp_path):
    checkpoint.save(tmp_path / "model", Autoencoder((12, 5)))
    with pytest.raises(ValueError, match="holds a model only; use load_model"):
        checkpoint.resume(tmp_path / "model", x)


def test_a_file_that_is_not_there_cut_short_or_somebody_elses_is_refused_by_name(tmp_path):
    path = tmp_path / "model"
    with pytest.raises(FileNotFoundError, match=r"no file .*model"):
        checkpoint.load_model(path)
    checkpoint.save(path, Autoencoder((12, 5)))
    whole = path.read_bytes()
    for cut in (0, 5, 40, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(ValueError, match=r"whole safetensors file, but .*model is not"):
            checkpoint.load_model(path)
    path.write_bytes(whole.replace(b"cae-lab 1", b"cae-lab 9"))
    with pytest.raises(ValueError, match=r"format 'cae-lab 1', but .*model is 'cae-lab 9'"):
        checkpoint.load_model(path)


@pytest.mark.parametrize(
    ("text", "number"), [("I/O error: No space left on device (os error 28)", 28), ("odd", errno.EIO)]
)
def test_a_save_that_fails_leaves_the_file_before_and_nothing_else(text, number, tmp_path, monkeypatch):
    path = tmp_path / "model"
    checkpoint.save(path, Autoencoder((12, 5)))
    before = path.read_bytes()

    def full(*_arguments):
        raise SafetensorError(text)

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(OSError) as failed:
        checkpoint.save(path, Autoencoder((12, 6)))
    assert failed.value.errno == number
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["model"]
