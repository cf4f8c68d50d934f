"""A live run at one moment, as its engine told it: its model, and what has come of its trail."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from torch import Tensor

from cae.config import RunConfig
from cae.figures.images import HELD_OUT
from cae.inspectors import sample
from cae.inspectors.course import Course, Point
from cae.inspectors.reference import of_run
from cae.inspectors.selections import Selection
from cae.inspectors.subject import Subject
from cae.model import Autoencoder
from cae.runs import trail

MEMBER = "member/"
PROGRESS = ("step", "epoch", "state", "rate", "lam", "seq", "lr", "batch_size")


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What one message of a run's weights says."""

    notes: dict[str, Any]
    parameters: dict[str, Tensor]
    points: list[trail.TrailPoint]
    beside: dict[str, Tensor]  # parameters of its twin, where it has one

    @classmethod
    def read(cls, message: bytes) -> Moment:
        """As ``Hub.weights`` gives it."""
        notes, tensors, points = trail.unpack(message)
        own = {name: tensors[name] for name in tensors if not name.startswith(MEMBER)}
        beside = {name.removeprefix(MEMBER): tensors[name] for name in tensors.keys() - own.keys()}
        return cls(notes, own, points, beside)

    @property
    def header(self) -> dict[str, Any]:
        """Of the ``units`` frame: how far the training is."""
        return {name: self.notes[name] for name in PROGRESS}

    @property
    def seen(self) -> list[int]:
        """What need not be sent again as long as it stays: build and step of the weights, and its twin's step."""
        member = self.notes.get("member")
        return [self.notes["build"], self.notes["step"], *([member["step"]] if member else [])]

    @property
    def dataset(self) -> str:
        """Its run's."""
        return str(self.notes["config"]["dataset"])

    def subject(self, before: Subject | None, selection: Selection | None = None) -> Subject | None:
        """The model on the first test images, or on selected ones; the one before if it is still the same, None if it
        is not known.

        Raises
        ------
        DataError
            If its data set can't be had here.
        ValueError
            If there is nothing to be seen of it.
        """
        if not self.parameters:
            return before
        config = RunConfig.from_mapping(self.notes["config"])
        images = sample.chosen(selection, HELD_OUT) if selection else sample.first(config.dataset, HELD_OUT)
        model = Autoencoder((images.x.shape[1], config.hidden), config.activation, config.tied, config.output)
        model.load_state_dict(self.parameters, assign=True)
        return Subject(model, images, of_run(self.notes["step"], self.notes.get("member"), self.beside, model))

    def course(self, subject: Subject, before: Course | None) -> Course:
        """The course with what has come of it; a new one if the run has begun anew, or its engine has."""
        name = f"{self.notes['origin']} {self.notes['build']}"
        course = before if before is not None and before.name == name else Course("step", subject.x, name)
        activation = subject.model.activation.name
        new = {
            point.serial: Point(float(point.step), point.lam, partial(_encoder, point, activation))
            for point in self.points
        }
        course.keep(self.notes["alive"], new)
        return course


def _encoder(point: trail.TrailPoint, activation: str) -> Autoencoder:
    H, D = point.W.shape
    model = Autoencoder((D, H), activation)
    model.load_state_dict({"W.0": point.W, "b.0": point.b, "c.0": point.W.new_zeros(D)}, assign=True)
    return model
