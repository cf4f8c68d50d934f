"""The parameters of a model that is trained: whether they are what its sizes promise, and whether they still are."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor, nn

from cae.header import shapes
from cae.model import Autoencoder


def checked_parameters(model: Autoencoder) -> dict[str, nn.Parameter]:
    """The parameters of a model by name, each plain and a tensor of its own.

    Raises
    ------
    ValueError
        If they are not those its sizes promise, are pruned, parametrised or shared, of several dtypes or devices, or
        all frozen.
    """
    promised, found = shapes(model.sizes, model.tied), dict(model.named_parameters(remove_duplicate=False))
    if set(found) != set(promised):
        has, lacks = ", ".join(sorted(set(found) - set(promised))), ", ".join(sorted(set(promised) - set(found)))
        came = " and ".join([f"has {has}"] * bool(has) + [f"lacks {lacks}"] * bool(lacks))
        raise ValueError(
            f"model must have the parameters {', '.join(sorted(promised))} and no others, but it {came}; make pruning "
            "and parametrisations permanent first (prune.remove, remove_parametrizations, remove_weight_norm)."
        )
    first = found["W.0"]
    for name, shape in promised.items():
        parameter = found[name]
        if list(parameter.shape) != shape:
            came = f"shape {tuple(parameter.shape)} came"
            raise ValueError(f"model must have a {name} of shape {tuple(shape)}, as its sizes say, but {came}.")
        kind, of_first = f"{parameter.dtype} on {parameter.device}", f"{first.dtype} on {first.device}"
        if kind != of_first or not parameter.is_floating_point() or parameter.is_meta:
            came = f"W.0 is {of_first} and {name} is {kind}"
            raise ValueError(f"model must be of one floating-point dtype on one device, but {came}; use model.to(…).")
    where = [parameter.data_ptr() for parameter in found.values()]
    shared = [name for name, at in zip(found, where, strict=True) if where.count(at) > 1]
    if shared:
        raise ValueError(
            f"model must have a tensor of its own for each parameter, but {' and '.join(shared)} share one; "
            "to tie the decoder to the encoder, make it with tied=True."
        )
    not_frozen(found)
    return found


class Watch:
    """Sees whether a model is still the one that was laid out for training.

    Looking costs about a microsecond a layer: it goes to the modules' tables, without their attributes' detours.

    Parameters
    ----------
    model : Autoencoder
    parameters : dict of str to Parameter
        As ``checked_parameters`` gives them.
    view : callable
        Gives the tensor that the parameter of a name must lie in.

    Attributes
    ----------
    parameters : dict of str to Parameter
    trained : list of bool
        Which of them were not frozen at the last look.
    """

    def __init__(self, model: Autoencoder, parameters: dict[str, nn.Parameter], view: Callable[[str], Tensor]) -> None:
        self._model, self.parameters = model, parameters
        self._structure = model.sizes, model.tied, model.output
        self._modules = model._modules
        lists = {letter: model.get_submodule(letter) for letter in "WbcV"}
        self._lists = [(letter, one, one._parameters, len(one._parameters)) for letter, one in lists.items()]
        self._places = [
            (name, lists[name[0]]._parameters, name[2:], parameter, view(name))
            for name, parameter in parameters.items()
        ]
        self.trained = not_frozen(parameters)

    def look(self) -> bool:
        """Whether other parameters are trained than at the last look.

        Raises
        ------
        ValueError
            If a parameter was replaced, cast, moved or taken over, the model has another structure, or all are frozen.
        """
        modules, model, trained = self._modules, self._model, []
        for letter, own, table, count in self._lists:
            if modules.get(letter) is not own or len(table) != count:
                raise _changed(letter)
        for name, table, key, parameter, view in self._places:
            if table.get(key) is not parameter or not parameter.is_set_to(view):
                raise _changed(name)
            trained.append(parameter.requires_grad)
        sizes, tied, output = self._structure
        if model.tied is not tied or model.output != output or model.sizes != sizes:
            raise _changed("sizes, tied or output")
        if trained == self.trained:
            return False
        self.trained = not_frozen(self.parameters)
        return True


def not_frozen(parameters: dict[str, nn.Parameter]) -> list[bool]:
    """Which of the parameters are not frozen; raises ValueError if all are."""
    trained = [parameter.requires_grad for parameter in parameters.values()]
    if not any(trained):
        raise ValueError(
            "model must have a parameter to train, but all are frozen; model.requires_grad_(True) frees all."
        )
    return trained


def _changed(what: str) -> ValueError:
    return ValueError(
        f"model must stay the one its Trainer was made for, but its {what} has been replaced, cast, moved, or taken "
        "over by another Trainer; to go on with the model as it is now, make a new Trainer of it."
    )
