"""Models that train in step: the same images in the same order, one after the other's step. No process.

A twin at λ = 0 beside a contractive one shows what λ does and what it does not: everything else is the same. Who joins
late goes through the same steps from the beginning, two of its own for each of the leader's, or alone while that rests,
until it is in step.
"""

from __future__ import annotations

import torch
from torch import Tensor

from cae.trainer import Diverged, Trainer

CATCH_UP = 2  # steps of one that is behind for each of the leader's


class Company:
    """A leader and those that train in step with it.

    Parameters
    ----------
    leader : Trainer
        Its learning rate and batch size are everybody's: set them by ``set``, so that who joins late knows when they
        changed. λ is each one's own.

    Attributes
    ----------
    others : dict of str to Trainer
        By the names they joined under.
    diverged : dict of str to Diverged
        Who trains no more, and why. The leader's divergence is raised by ``train_step`` instead.
    """

    def __init__(self, leader: Trainer) -> None:
        self.leader = leader
        self.others: dict[str, Trainer] = {}
        self.diverged: dict[str, Diverged] = {}
        self._own_lr: set[str] = set()  # whose learning rate is not the leader's
        # From which step on which learning rate and batch size counted.
        self._settings: list[tuple[int, float, int]] = [(leader.step, leader.lr, leader.batch_size)]

    def join(self, name: str, trainer: Trainer, own_lr: bool = False) -> None:
        """Take one in that has been made with the leader's seed.

        Parameters
        ----------
        name : str
        trainer : Trainer
            Of the same images, at step 0 or where the leader is.
        own_lr : bool
            Whether it keeps the learning rate it comes with.

        Raises
        ------
        ValueError
            If the name is taken, or the two can't have the same batches.
        """
        if name in self.others:
            raise ValueError(f"There is one in the company already that is called {name!r}.")
        if len(trainer.x) != len(self.leader.x):
            own, came = len(self.leader.x), len(trainer.x)
            raise ValueError(f"{name!r} must train on the leader's {own:,} images, but has {came:,}.")
        if trainer.step not in (self.leader.step, self._settings[0][0]):
            at, first = self.leader.step, self._settings[0][0]
            raise ValueError(f"{name!r} must be at step {first:,} or {at:,} to join, but is at {trainer.step:,}.")
        self.others[name] = trainer
        if own_lr:
            self._own_lr.add(name)

    def leave(self, name: str) -> None:
        """Let one go."""
        del self.others[name]
        self.diverged.pop(name, None)
        self._own_lr.discard(name)

    def set(self, lr: float | None = None, batch_size: int | None = None) -> None:
        """Another learning rate or batch size, for everybody, from the leader's next step on.

        Raises
        ------
        ValueError
            If there is no such one; nothing has changed then.
        """
        leader = self.leader
        if batch_size is not None:
            leader.batch_size = batch_size
        if lr is not None:
            leader.lr = lr
        before = [one for one in self._settings if one[0] < leader.step]  # it may have gone back
        self._settings = [*before, (leader.step, leader.lr, leader.batch_size)]

    def train_step(self) -> None:
        """One step of everybody's.

        Raises
        ------
        Diverged
            If the leader's training has.
        """
        self.leader.train_step()
        self.catch_up(CATCH_UP)

    def catch_up(self, steps: int = 1) -> None:
        """So many steps, at most, of everybody who is behind the leader."""
        for name, trainer in self.others.items():
            if name in self.diverged:
                continue
            try:
                for _ in range(min(steps, self.leader.step - trainer.step)):
                    self.follow(trainer, name in self._own_lr)
            except Diverged as error:
                self.diverged[name] = error

    def follow(self, trainer: Trainer, own_lr: bool = False) -> None:
        """One step of one that is behind, in the company or not, with the settings that the leader had at it."""
        lr, batch_size = next((lr, size) for step, lr, size in reversed(self._settings) if step <= trainer.step)
        if trainer.batch_size != batch_size:
            trainer.batch_size = batch_size
        if trainer.lr != lr and not own_lr:
            trainer.lr = lr
        trainer.train_step()

    @property
    def behind(self) -> bool:
        """Whether somebody who could be in step is not."""
        here = self.leader.step
        return any(trainer.step < here for name, trainer in self.others.items() if name not in self.diverged)

    @property
    def steps(self) -> dict[str, int]:
        """At which step each of the others is; those that are behind catch up."""
        return {name: trainer.step for name, trainer in self.others.items()}

    # -- state -----------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Tensor]:
        """Everything the next step of everybody's depends on; those of the others under ``<name>/``."""
        tensors = self.leader.state()
        tensors["settings_by_step"] = torch.tensor(self._settings, dtype=torch.float64)
        for name, trainer in self.others.items():
            tensors |= {f"{name}/{key}": tensor for key, tensor in trainer.state().items()}
        return tensors

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Go back to a state that ``state`` gave, of a company of the same members.

        Raises
        ------
        ValueError
            If it is of other members, or of models of other sizes.
        """
        of_leader = dict(state)
        settings = of_leader.pop("settings_by_step", None)
        members: dict[str, dict[str, Tensor]] = {}
        for key in [key for key in of_leader if "/" in key]:
            name, _, part = key.partition("/")
            members.setdefault(name, {})[part] = of_leader.pop(key)
        if members.keys() != self.others.keys():
            came, here = sorted(members) or "nobody", sorted(self.others) or "nobody"
            raise ValueError(f"The state must be of a company with {here}, but it is of one with {came}.")
        self.leader.load_state(of_leader)
        for name, tensors in members.items():
            self.others[name].load_state(tensors)
        self.diverged = {}
        if settings is not None:
            self._settings = [(int(step), float(lr), int(size)) for step, lr, size in settings.tolist()]
