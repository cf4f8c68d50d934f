"""What the Maths page asks of a run: one unit and one image in numbers, checks, a step foretold, wrong penalties."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from cae import derivation, mistakes
from cae.figures.images import Sections
from cae.figures.picture import Picture, check_index
from cae.mistakes import MISTAKE, MISTAKES, RIGHT, Mistake
from cae.model import Autoencoder
from cae.objectives import reconstruction_error
from cae.runs.forecast import Forecast, Settings, foretell
from cae.runs.replaying import Replay
from cae.trainer import Trainer

if TYPE_CHECKING:
    from cae.runs.run import LiveRun

GALLERY_IMAGES = 100  # held-out ones, over which the wrong penalties are compared
GALLERY_ENTRIES = 1_000_000  # of what a wide encoder of two layers makes of them, at most
GALLERY_S = 0.4  # between two comparisons of them
PATIENCE = 12  # and at least so many times what one has cost


class Lesson:
    """What is asked of one model; a run's next model has a new one.

    Parameters
    ----------
    run : LiveRun
        It is asked for no more than it shows to everybody.
    before : Lesson, optional
        That of the model before: what it was of, this one goes on with, as far as the model has it.
    """

    def __init__(self, run: LiveRun, before: Lesson | None = None) -> None:
        self._run = run
        self.of: tuple[int, int] | None = None  # unit and test image
        self.checked: dict[str, dict[str, Any]] = {}
        self._asked = False  # whoever has asked for nothing is told nothing
        self._ended = False
        self._forecast: Forecast | None = None
        self._fresh = False  # the forecast's pictures are to be sent
        self._next_gallery_at = 0.0
        self._untrained: dict[str, tuple[Autoencoder, float, float]] = {}
        if before is not None:
            self._asked = before._asked
            self.resume(before.of)

    def resume(self, of: list[int] | tuple[int, int] | None) -> None:
        """Go on with a unit and an image, if the model and the data have them."""
        if of is not None and isinstance(self._run.picture, Picture):
            unit, image = of
            if unit < self._run.picture.hidden and image < len(self._run.picture.x):
                self.of, self._asked = (unit, image), True

    # -- obeying ---------------------------------------------------------------------------------------------

    def attend(self, unit: int | None, image: int | None) -> None:
        """Tell of this unit at this test image from now on; of none, where both are None."""
        picture = self._picture()
        if (unit is None) != (image is None):
            raise ValueError("A lesson is of a unit and an image: give both, or neither to end it.")
        check_index("unit", unit, picture.hidden)
        check_index("image", image, len(picture.x))
        self._ended = self._ended or (unit is None and self.of is not None)
        self.of = None if unit is None or image is None else (unit, image)
        self._asked, self._next_gallery_at = True, 0.0

    def check(self, step: int) -> None:
        """Hold a step's formula against automatic differentiation, on the batch that comes next."""
        picture, trainer = self._picture(), self._run.trainer
        x = trainer.x[trainer.upcoming()]
        unit, image = self.of or (0, 0)
        pixel = _telling_pixel(trainer.model.W[0][unit], picture.x[image])
        found = derivation.check(step, trainer.model, x, unit, pixel)
        self.checked[str(step)] = _finite(found._asdict()) | {"at": trainer.step}
        self._asked = True

    def look_inside(self, unit: int | None, place: int | None, go: bool) -> None:
        """Foretell the next step for this unit and the image at this place of the batch, or take it (``go``)."""
        picture, run = self._picture(), self._run
        self._asked = True
        if go:
            if self._forecast is None or not self._stands(self._forecast):
                raise ValueError("There is no step to take: its forecast is of another step; look inside it again.")
            self._forecast.going = True
            run.obey({"type": "step", "steps": 1})
            return
        if unit is None or place is None:
            self._forecast = None
            return
        check_index("unit", unit, picture.hidden)
        check_index("place", place, run.config.batch_size)
        run.obey({"type": "pause"})
        self._foretell(unit, place)

    def _picture(self) -> Picture:
        if not isinstance(self._run.picture, Picture):
            raise ValueError("The Maths page is of models of images; open it from the Live page.")
        return self._run.picture

    # -- the step that comes -----------------------------------------------------------------------------------

    def _settings(self) -> Settings:
        """What the next step is taken with; a run that is trained again may change something before it."""
        run = self._run
        now = {name: getattr(run.config, name) for name in ("lam", "lr", "batch_size")}
        if run.replay is not None:
            now |= Replay.of(run.replay.notes()).due(run.trainer.step)
        return Settings(now["lam"], now["lr"], int(now["batch_size"]))

    def _foretell(self, unit: int, place: int) -> None:
        self._forecast = None
        self._forecast = foretell(self._run.trainer, self._run.data, self._settings(), unit, place)
        self._fresh = True

    def _stands(self, forecast: Forecast) -> bool:
        """Whether it is of the step that comes."""
        return forecast.start == self._run.trainer.step and forecast.settings == self._settings()

    def _follow(self) -> None:
        """Keep the forecast true: to what has happened, or to settings that have changed."""
        forecast, trainer = self._forecast, self._run.trainer
        if forecast is None:
            return
        if trainer.step == forecast.start + 1 and forecast.going:
            if forecast.happened is None:
                forecast.compare(trainer)
        elif trainer.step != forecast.start or self._run.state != "paused":
            self._forecast = None
        elif not forecast.going and not self._stands(forecast):
            place = min(forecast.place, self._run.config.batch_size - 1)
            try:
                self._foretell(forecast.unit, place)
            except ValueError:
                self._forecast = None

    # -- frames ----------------------------------------------------------------------------------------------

    def frame(self, whole: bool, full: bool, clock: Callable[[], float]) -> tuple[dict[str, Any], Sections]:
        """What a frame brings of it; in inference mode."""
        if not self._asked:
            return {}, {}
        self._follow()
        forecast = self._forecast
        header: dict[str, Any] = {"checked": self.checked, "inside": forecast.told() if forecast else None}
        sections: Sections = {}
        if forecast is not None and (self._fresh or full):
            sections |= forecast.sections
            self._fresh = False
        if self._ended or (full and self.of is None):
            header["lesson"], self._ended = None, False
        if self.of is not None and whole:
            numbers, its = self._numbers(*self.of)
            header["lesson"] = numbers
            sections |= its
            if full or not self._run.active or clock() >= self._next_gallery_at:
                begun = clock()
                header |= {"mistakes": self._mistakes(), "rival": self._rival()}
                self._next_gallery_at = clock() + max(GALLERY_S, PATIENCE * (clock() - begun))
        return header, sections

    def probe(self) -> dict[str, Any]:
        """What is told of the cell that is pointed at, beside what everybody is told of it."""
        picture = self._run.picture
        if self.of is None or not isinstance(picture, Picture) or picture.probe is None:
            return {}
        unit, image = picture.probe
        factors = self._factors(self._run.trainer.model, picture.x[image : image + 1])
        rows, norm2 = factors["rows"], factors["norm2"]
        return {"norm2": float(norm2[unit]), "share": _share(rows, unit)}

    @staticmethod
    def _factors(model: Autoencoder, x: Tensor) -> dict[str, Tensor]:
        """z, h, φ′, ‖W_j‖² and φ′²‖W_j‖² of every unit at one image, (H,) each."""
        z = model.pre_activations(x)[0][0]
        gain, norm2 = model.activation.dphi(z), model.W[0].square().sum(1)
        h = model.activation.phi(z)
        return {"z": z, "h": h, "gain": gain, "norm2": norm2, "rows": gain.square() * norm2}

    def _numbers(self, unit: int, image: int) -> tuple[dict[str, Any], Sections]:
        """The six steps' numbers of a unit at an image."""
        run = self._run
        model, x = run.trainer.model, self._picture().x[image : image + 1]
        units = self._factors(model, x)
        gradient = derivation.gradient(model, x)
        w, j = model.W[0][unit], derivation.row(model, x, unit)[0]
        pixel = _telling_pixel(w, x[0])
        of_unit = {name: float(values[unit]) for name, values in units.items()}
        of_unit["row_norm2"] = of_unit.pop("rows")
        of_pixel = {"wji": w, "jji": j, "xi": x[0], "grad": gradient.W[unit], "grad_direct": gradient.direct[unit],
                    "grad_through": gradient.through[unit]}  # fmt: skip
        numbers = {
            "unit": unit,
            "image": image,
            "label": int(run.data.y_test[image]),
            "lam": run.trained_lam,
            "activation": model.activation.name,
            "b": float(model.b[0][unit]),
            "gain1": float(model.activation.d2phi(units["z"])[unit]),
            "penalty": float(units["rows"].sum()),
            "share": _share(units["rows"], unit),
            "gradb": float(gradient.b[unit]),
            "pixel": pixel,
        }
        numbers |= of_unit | {name: float(values[pixel]) for name, values in of_pixel.items()}
        pictures = {"x": x[0], "w": w, "j": j, "grad": gradient.W[unit]} | units
        return numbers, {f"lesson_{name}": values.detach().numpy() for name, values in pictures.items()}

    # -- the gallery -----------------------------------------------------------------------------------------

    def _mistakes(self) -> dict[str, dict[str, Any]]:
        """What each wrong penalty takes for ‖J‖²_F, of a network it goes wrong on that is trained by the true one."""
        return {name: self._against(mistake) for name, mistake in MISTAKES.items()}

    def _against(self, mistake: Mistake) -> dict[str, Any]:
        right = self._right(mistake)
        if right is not None:
            number, truth = mistakes.numbers(mistake, right.model, self._some(right.model))
            own = mistake.is_own(self._run.config)
            of = "the model in training" if own else f"{_network(right.model)}, trained by the true penalty"
            return _finite({"number": number, "truth": truth, "of": of, "of_step": right.step})
        if mistake.name not in self._untrained:
            config, D = self._run.config, self._run.data.x_train.shape[1]
            with torch.inference_mode(False):  # some mistakes are told by automatic differentiation
                model = mistake.network(config, D)
            self._untrained[mistake.name] = (model, *mistakes.numbers(mistake, model, self._some(model)))
        model, number, truth = self._untrained[mistake.name]
        return _finite({"number": number, "truth": truth, "of": f"{_network(model)}, untrained", "of_step": 0})

    def _right(self, mistake: Mistake) -> Trainer | None:
        """Who trains the mistake's network by the true penalty: the run, or one of its company."""
        if mistake.is_own(self._run.config):
            return self._run.trainer
        return self._run.company.others.get(RIGHT + mistake.name)

    def _rival(self) -> dict[str, Any] | None:
        """Who trains by a wrong penalty, beside who does by the true one."""
        name, trainer = next(
            ((name, one) for name, one in self._run.company.others.items() if name.startswith(MISTAKE)), (None, None)
        )
        if name is None or trainer is None:
            return None
        mistake = MISTAKES[name.removeprefix(MISTAKE)]
        found: dict[str, Any] = {"name": mistake.name, "step": trainer.step, "lam": trainer.lam}
        found["diverged"] = name in self._run.company.diverged
        x = self._some(trainer.model)
        found["number"], found["truth"] = mistakes.numbers(mistake, trainer.model, x)
        found["error"] = float(reconstruction_error(trainer.model, x).mean())
        right = self._right(mistake)
        if right is not None:
            found["right_step"] = right.step
            found["right_number"], found["right_truth"] = mistakes.numbers(mistake, right.model, x)
            found["right_error"] = float(reconstruction_error(right.model, x).mean())
        return _finite(found)

    def _some(self, model: Autoencoder) -> Tensor:
        """Held-out images for the gallery: fewer for an encoder of two wide layers."""
        entries = 1 if model.depth == 1 else model.sizes[-1] * model.sizes[1]
        return self._picture().x[: max(1, min(GALLERY_IMAGES, GALLERY_ENTRIES // entries))]


_WRITTEN = {"relu": "ReLU", "gelu": "GELU"}


def _network(model: Autoencoder) -> str:
    sizes = "-".join(map(str, model.sizes))
    if model.depth > 1:
        return f"an encoder of {model.depth} layers, {sizes}"
    name = model.activation.name
    return f"an encoder of {_WRITTEN.get(name, name)} units, {sizes}"


def _telling_pixel(w: Tensor, x: Tensor) -> int:
    """The pixel of the largest weight among those that are bright: where x_i is 0, half of the formulas say nothing."""
    return int((w.abs() * (x >= 0.5 * x.max())).argmax())


def _share(rows: Tensor, unit: int) -> float:
    total = float(rows.sum())
    return float(rows[unit]) / total if total > 0 else 0.0


def _finite(numbers: dict[str, Any]) -> dict[str, Any]:
    """The same with None for what is no finite number: a frame holds none, and one that diverges must not end it."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in numbers.items()
    }
