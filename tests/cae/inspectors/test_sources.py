"""What is brought to a page is opened, or refused in the sentence the package has for it."""

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from cae import Autoencoder, Trainer, checkpoint
from cae.inspectors import library
from cae.inspectors.sources import SourceError, open_source

ID = "0123456789abcdef"


def brought(root, model, change=lambda tensors: None):
    """Open a checkpoint that lies in the library."""
    path = library.checkpoint_path(root, ID)
    path.parent.mkdir(exist_ok=True)
    checkpoint.save(path, model)
    with safe_open(path, framework="pt") as file:
        tensors, metadata = {name: file.get_tensor(name) for name in file.keys()}, file.metadata()  # noqa: SIM118
    change(tensors)
    save_file(tensors, path, metadata)
    return path, lambda: open_source(root, {"kind": "checkpoint", "id": ID, "dataset": None})


@pytest.mark.parametrize(
    ("dtype", "shown"),
    [
        (torch.float16, torch.float32),
        (torch.bfloat16, torch.float32),
        (torch.float32, torch.float32),
        (torch.float64, torch.float64),
    ],
)
def test_a_checkpoint_opens_in_every_precision(dtype, shown, tmp_path):
    model = Autoencoder((64, 8)).to(dtype)
    opened = brought(tmp_path, model)[1]()
    assert opened.model.W[0].dtype == shown
    assert torch.equal(opened.model.W[0].to(dtype), model.W[0])


def test_the_checkpoint_of_a_training_says_its_lambda(tmp_path, rand):
    model = Autoencoder((64, 8))
    assert brought(tmp_path, model)[1]().lam is None
    trainer = Trainer(model, rand(40, 64, dtype=torch.float32), lam=2.5, batch_size=8)
    assert brought(tmp_path, trainer)[1]().lam == 2.5


def lacking(tensors):
    del tensors["W.0"]


def not_a_number(tensors):
    tensors["b.0"][3] = torch.nan


def of_whole_numbers(tensors):
    tensors["W.0"] = tensors["W.0"].int()


def of_another_size(tensors):
    tensors["c.0"] = tensors["c.0"][:5].clone()


@pytest.mark.parametrize("change", [lacking, not_a_number, of_whole_numbers, of_another_size])
def test_one_that_can_not_be_loaded_is_refused_in_the_sentence_of_the_package(change, tmp_path):
    path, opening = brought(tmp_path, Autoencoder((64, 8)), change)
    with pytest.raises(SourceError) as on_the_page:
        opening()
    with pytest.raises(ValueError, match="path must be a checkpoint") as in_the_package:
        checkpoint.load_model(path)
    assert str(in_the_package.value).endswith(f"is not one: {on_the_page.value}")
    assert str(path) not in str(on_the_page.value)
