"""One live run inside an engine: it obeys messages, trains, and makes frames. No process, no socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from cae import checkpoint
from cae.company import Company
from cae.config import RunConfig, usual
from cae.data import Dataset, load_dataset
from cae.experiments.record import Changes, Record
from cae.figures.kinpicture import KinPicture
from cae.figures.picture import Picture
from cae.figures.planepicture import PlanePicture
from cae.processes import frames
from cae.runs import guard, members, packed, snapshots
from cae.runs.beginning import first_model, origin_of
from cae.runs.beside import Beside
from cae.runs.invited import Invited
from cae.runs.lesson import Lesson
from cae.runs.losses import MARKS, Losses
from cae.runs.pace import Pace
from cae.runs.replaying import Replay
from cae.runs.trail import Trail
from cae.trainer import LOSS_EVERY, Diverged, Trainer

ROW_S = 0.3  # between two rows of the loss chart
FIRST_ROW_S = 0.03
TOLD_S = 0.3  # between two frames of those that catch up while the run rests
TILES_S = 0.25  # between two sendings of the weight images


class LiveRun:
    """A model, its trainer and its picture, driven by the messages of a page.

    Parameters
    ----------
    config : RunConfig
    clock : callable
        Seconds, monotonic.
    data : Dataset, optional
        If it is loaded already.
    record : Record, optional
        Whose changes it takes, until it is as far as that was, or a person changes a setting; then it pauses.
        ``config`` says the speed and the budget alone.
    """

    # Of the model that trains now; a rebuild makes them anew from those before.
    data: Dataset
    invited: Invited
    lesson: Lesson

    def __init__(
        self, config: RunConfig, clock: Callable[[], float], data: Dataset | None = None, record: Record | None = None
    ) -> None:
        self._clock = clock
        self.state = "running"
        self.seq = 0
        self.build = 0
        self.frame = 0
        self.crowd = 1  # runs that share the processor with this one, itself among them
        self.trail = Trail()
        self.beside: Beside | None = None  # a model as it was, shown beside this one
        self.replay: Replay | None = None
        if record is not None:
            config = record.config.with_(speed=config.speed, budget=config.budget)
        self._build(config, data or load_dataset(config.dataset))
        if record is not None:
            self.replay = Replay(record)
            self._replayed()

    def _build(self, config: RunConfig, data: Dataset) -> None:
        model = first_model(config, data)
        began = origin_of(config) if config.start else None
        # Nothing is replaced until everything could be made.
        trainer = Trainer(model, data.x_train, config.lam, config.lr, config.batch_size, config.seed)
        company = Company(trainer)
        before: LiveRun | None = self if hasattr(self, "trainer") else None
        invited = Invited(company, config, data, before.invited.strengths if before else {})
        picture = _picture(company, invited, config, data)
        if before is not None and before.data.name == data.name:
            picture.load_view(self.picture.view() | {"page": 0})
        else:
            self.beside = None  # other images: nothing is left to compare
        self.picture: Picture | PlanePicture | KinPicture = picture
        self.config, self.data, self.trainer, self.company, self.invited = config, data, trainer, company, invited
        self.lesson = Lesson(self, before.lesson if before is not None else None)
        self.budget, self.pace = config.budget, Pace(config.speed, self._clock)
        self.trail.clear()
        self.changes = Changes(config)
        self.replay = None
        self.origin: dict[str, Any] | None = None
        if began is not None:
            self.origin, points = began
            if isinstance(picture, Picture):
                with torch.inference_mode():
                    picture.lie_near(points)
        self.build += 1
        self.stepping = 0
        self.losses = Losses(self._clock)
        self.diverged: dict[str, Any] | None = None
        self.last_train: tuple[float, ...] = (0.0, 0.0)
        self.trained_lam = config.lam
        self._next_row_at = self._next_tiles_at = self._next_whole_at = self._next_told_at = 0.0
        self._whole_next = self._full_next = self._kept_dirty = True
        self.dirty = self.urgent = True
        self._unsettled = False  # not all of a run that rests has been drawn yet
        self._measure()
        self.good = guard.GoodState(self.trainer.state(), self.config)

    # -- obeying ---------------------------------------------------------------------------------------------

    def obey(self, message: dict[str, Any]) -> None:
        """Act on one checked message.

        Raises
        ------
        ValueError
            If it asks for a unit, image or batch this model or data set does not have.
        DataError
            If it asks for a data set that can't be had.
        """
        getattr(self, f"_on_{message['type']}")(message)
        self.dirty = self.urgent = True

    def _on_set(self, message: dict[str, Any]) -> None:
        before = self.config
        self._change({name: message[name] for name in MARKS if name in message})
        if self.replay is not None and self.config != before:
            self.replay.end(self.trainer.step)
        self.seq = message.get("seq", self.seq)

    def _change(self, changes: dict[str, Any]) -> None:
        """From the next step on these settings count."""
        config = self.config.with_(**changes)
        self.company.set(changes.get("lr"), changes.get("batch_size"))  # refuses what the data set is too small for
        if config != self.config and self.diverged is None:
            self._keep_good_before(changes)
        self.trainer.lam = config.lam
        members.follow(self.company, config.lam)
        for name, value in changes.items():
            if value != getattr(self.config, name):
                self.losses.mark(self.trainer.step, name, value)
        self.config = config
        self.changes.note(self.trainer.step, config)

    def _on_play(self, message: dict[str, Any]) -> None:
        if self.budget is not None and self.trainer.step >= self.budget:
            self.budget = None
        self.state, self.stepping, self.diverged = "running", 0, None
        self._goes_on()
        self.pace.start()

    def _on_pause(self, message: dict[str, Any]) -> None:
        if self.state == "running":
            self.state = "paused"
        self.stepping = 0
        self._whole_next = True

    def _on_step(self, message: dict[str, Any]) -> None:
        self.state, self.stepping, self.diverged = "paused", message["steps"], None
        self._goes_on()

    def _goes_on(self) -> None:
        """It trains beyond what a record told: that was all of it."""
        if self.replay is not None and self.replay.state != "on":
            self.replay = None
        self.invited.stop_matching()

    def _on_reset(self, message: dict[str, Any]) -> None:
        if message["weights"] == "same":
            self._rebuild(self.config)
        else:
            seed = self.config.seed + 1
            self._rebuild(self.config.with_(seed=seed if seed < 2**31 else 0, start=""))

    def _on_rebuild(self, message: dict[str, Any]) -> None:
        self._rebuild(message["settings"], message.get("data"))

    def _rebuild(self, config: RunConfig, data: Dataset | None = None) -> None:
        if data is None:
            data = self.data if config.dataset == self.data.name else load_dataset(config.dataset)
        self._build(config, data)
        if self.state == "diverged":
            self.state = "running"

    def _on_speed(self, message: dict[str, Any]) -> None:
        self.config = self.config.with_(speed=message["steps_per_second"])
        self.pace = Pace(self.config.speed, self._clock)

    def _on_budget(self, message: dict[str, Any]) -> None:
        self.budget = message["steps"]
        self.config = self.config.with_(budget=self.budget)

    def _on_company(self, message: dict[str, Any]) -> None:
        self._whole_next = self.dirty = self.urgent = True
        self.invited.want(message["members"], self.config.lam)

    def _on_match(self, message: dict[str, Any]) -> None:
        if not isinstance(self.picture, KinPicture):
            raise ValueError("Only relatives can be matched: their page has them.")
        self.invited.stop_matching()
        if message["on"]:
            if self.state == "diverged":
                raise ValueError("The run has diverged: mend it, or press Reset, before its relatives are matched.")
            self.invited.match(self.picture.kin)
            self._on_pause(message)

    def _on_beside(self, message: dict[str, Any]) -> None:
        if not isinstance(self.picture, Picture):
            raise ValueError(self.picture.nothing_beside)
        self.beside = None
        if message["on"]:
            with torch.inference_mode():
                header, _ = self.picture.whole(settle=False)
            numbers = self._progress() | header | {"recon": self.recon}
            numbers["weighted"] = numbers["lam"] * numbers["penalty"]
            self.beside = Beside(self.config, numbers, dict(self.trainer.model.named_parameters()), self.data)
            self.beside.picture.orient_like(self.picture)
        self._kept_dirty = True

    def _on_pin(self, message: dict[str, Any]) -> None:
        self.picture.pin(message["unit"], message["image"])
        self._whole_next = True

    def _on_look(self, message: dict[str, Any]) -> None:
        self.picture.look_at(message["unit"])
        self._whole_next = True

    def _on_strip(self, message: dict[str, Any]) -> None:
        self.picture.show_strip(message["images"])

    def _on_probe(self, message: dict[str, Any]) -> None:
        self.picture.probe_at(message["unit"], message["image"])

    def _on_page(self, message: dict[str, Any]) -> None:
        self.picture.turn_to(message["index"])
        self._whole_next, self._next_tiles_at = True, 0.0

    def _on_lesson(self, message: dict[str, Any]) -> None:
        self.lesson.attend(message["unit"], message["image"])
        self._whole_next = True

    def _on_check(self, message: dict[str, Any]) -> None:
        self.lesson.check(message["step"])

    def _on_inside(self, message: dict[str, Any]) -> None:
        self.lesson.look_inside(message.get("unit"), message.get("place"), message.get("go", False))

    def _on_restore(self, message: dict[str, Any]) -> None:
        if self.diverged is None:
            return
        changed = {name: getattr(self.good.config, name) for name in MARKS}
        culprit = self.diverged["setting"]
        if changed[culprit] == self.diverged["value"]:  # it was so from the start: there is no better one to go back to
            changed[culprit] = getattr(usual(self.config), culprit)
        self._on_set({"type": "set", **changed})
        self._on_play(message)

    def _on_full(self, message: dict[str, Any]) -> None:
        self._full_next = True

    def _on_renumber(self, message: dict[str, Any]) -> None:
        self.frame = max(self.frame, message["frame"])

    # -- training --------------------------------------------------------------------------------------------

    @property
    def active(self) -> bool:
        """Whether there are steps to take."""
        return self.state == "running" or self.stepping > 0

    @property
    def behind(self) -> bool:
        """Whether somebody of its company can catch up while it takes no step, or waits for the next."""
        waits = not self.active or self.config.speed > 0
        return waits and self.state != "diverged" and self.invited.behind

    def catch_up(self, deadline: float, interrupted: Callable[[], bool]) -> None:
        """Train those of its company that are behind, until the deadline or a waiting message."""
        with torch.inference_mode():
            while self.behind and self._clock() < deadline and not interrupted():
                self.invited.work()
        done, now = not self.behind, self._clock()
        if done or (self.config.relatives and now >= self._next_told_at):  # others hear of it when it is done
            self.dirty, self._whole_next, self._next_told_at = True, True, now + TOLD_S

    def advance(self, deadline: float, interrupted: Callable[[], bool]) -> None:
        """Train until the deadline, a waiting message, the budget's end, or a step that must be shown."""
        shown = self.state == "running" and self.pace.slow
        self.trainer.loss_every = 1 if shown or self.stepping else LOSS_EVERY
        try:
            with torch.inference_mode():
                while self.active and (self.stepping > 0 or self.pace.step_is_due()):
                    if self.replay is not None and (due := self.replay.due(self.trainer.step)):
                        self._change(due)
                    self.company.train_step()
                    self.picture.weights_changed()
                    self.trained_lam, self.dirty = self.trainer.lam, True
                    if self.stepping > 0:
                        self.stepping -= 1
                    elif self.budget is not None and self.trainer.step >= self.budget and self.replay is None:
                        self.state = "paused"
                    self._replayed()
                    if shown or not self.active:
                        self._whole_next = self.urgent = True
                    if interrupted() or (self.stepping == 0 and (self.urgent or self._clock() >= deadline)):
                        break
            self._after_steps()
        except Diverged as error:
            self._diverge(error)

    def _replayed(self) -> None:
        """Pause where the record was made, with the settings it had there."""
        if self.replay is not None and self.replay.state == "on" and self.trainer.step >= self.replay.to:
            self._change(self.replay.due(self.trainer.step))
            self.replay.state, self.state, self.stepping = "done", "paused", 0

    def wait(self, now: float) -> float:
        """Seconds until the next step is due."""
        return 0.0 if self.stepping else self.pace.wait(now)

    def _after_steps(self) -> None:
        now, step = self._clock(), self.trainer.step
        self.pace.count(now, self.trainer.images_seen)
        new = not self.losses.rows or step > self.losses.rows[-1][0]
        if new and (now >= self._next_row_at or not self.active or self.pace.slow):
            self._measure()
            # Most happens at the start: the first rows come closer together.
            pause = min(ROW_S, FIRST_ROW_S * len(self.losses.rows))
            self._next_row_at = now + max(pause, self._patience() * (self._clock() - now))
            self._next_whole_at = 0.0  # the frame that follows can use the same codes
            if self.losses.rows[-1][3] > 2 * self.trainer.limit / guard.BLOW_UP:
                return
            if guard.due(self.good, now):
                self.good = guard.GoodState(self.trainer.state(), self.config, now)

    def _patience(self) -> float:
        """How many times what it cost a picture or a row waits: among many, a run's own share is what counts."""
        return self.picture.patience * max(1.0, 0.75 * self.crowd)

    def _measure(self) -> None:
        """A row of the loss chart: figures of the held-out images, and of the batches since the last row."""
        with torch.inference_mode():
            self.trainer.check()
            error, penalty = self.picture.held_out()
        if not np.isfinite([error, penalty]).all() or error > self.trainer.limit:
            times = f"more than {guard.BLOW_UP:g} times that of an untrained model"
            raise Diverged(self.trainer.step, f"The held-out reconstruction error reached {error:,.0f}, {times}.")
        self.recon = error
        self.last_train = self.trainer.take_loss() or (self.last_train if self.losses.rows else (error, penalty))
        row = (float(self.trainer.step), *self.last_train, error, penalty, self.trained_lam)
        self._full_next |= self.losses.add(row)
        self.trail.add(self.trainer.step, self.trained_lam, self.trainer.model)

    def _keep_good_before(self, changes: dict[str, Any]) -> None:
        """The state before a change is the one to come back to; while λ is being dragged, before the drag."""
        if self._clock() - self.good.time > guard.DRAG_S and self._healthy():
            self.good = guard.GoodState(self.trainer.state(), self.config, self._clock())
        self.good.hold_until = self._clock() + guard.HOLD_S

    def _healthy(self) -> bool:
        return bool(self.losses.rows) and self.losses.rows[-1][3] <= 2 * self.trainer.limit / guard.BLOW_UP

    def _diverge(self, error: Diverged) -> None:
        self.state, self.stepping = "diverged", 0
        replay_s = guard.REPLAY_S / max(1.0, self.crowd / 4)
        self.diverged = guard.explain(self.trainer, self.good, self.config, error, self._clock, replay_s)
        self.pace.stop()
        self.trainer.load_state(self.good.state)
        self.picture.weights_changed()
        # The settings stay as the person left them: "restore" takes the good ones, Play tries again with these.
        self.trainer.lam, self.trainer.lr = self.config.lam, self.config.lr
        self.trainer.batch_size = self.config.batch_size
        self.changes.note(self.trainer.step, self.config)
        if self.replay is not None:
            self.replay.end(error.step)
        self.losses.cut(self.trainer.step)
        self.trail.cut(self.trainer.step)
        # The figures are those of the weights shown, not of the ones that diverged.
        self.trained_lam, self.last_train = self.good.config.lam, self.losses.rows[-1][1:3]
        with torch.inference_mode():
            self.recon, _ = self.picture.held_out()
        self._full_next = self.dirty = self.urgent = True

    # -- frames ----------------------------------------------------------------------------------------------

    def make_frame(self) -> bytes | None:
        """The next frame, or None if the weights turned out to be no longer finite."""
        try:
            with torch.inference_mode():
                self.trainer.check()
                header, sections = self._draw()
            message = frames.pack(self._header() | header | {"frame": self.frame + 1}, sections)
        except (Diverged, frames.FrameError) as error:
            self._diverge(error if isinstance(error, Diverged) else Diverged(self.trainer.step, str(error)))
            return None
        self.frame += 1
        self.dirty, self.urgent = self._unsettled, False
        return message

    def _draw(self) -> tuple[dict[str, Any], dict[str, Any]]:
        now = self._clock()
        full = self._full_next
        whole = full or self._whole_next or now >= self._next_whole_at
        taught, pictures = self.lesson.frame(whole, full, self._clock)
        if not whole:
            header, sections = self.picture.small()
        else:
            header, sections = self.picture.whole(settle=full or not self.active)
            self._unsettled = self.picture.unsettled and not self.active
            self._numbers = {name: header[name] for name in self.picture.numbers}
            self._whole_next = False
            self._next_whole_at = now + max(self.picture.pause_s, self._patience() * (self._clock() - now))
            if full or now >= self._next_tiles_at or not self.active:
                self._next_tiles_at = now + TILES_S
                sections |= self.picture.tiles()
        if "probe" in header:
            header["probe"] |= self.lesson.probe()
        header, sections = header | taught, sections | pictures
        if full:
            static_header, static_sections = self.picture.statics()
            header |= static_header | {"settings": self.config.as_dict(), "origin": self.origin}
            sections |= static_sections
            self._full_next = False
        sections |= self.losses.sections(full)
        if self.beside is not None and isinstance(self.picture, Picture):
            beside, its = self.beside.frame(self.picture, full)
            header, sections = header | beside, sections | its
        elif full or self._kept_dirty:
            header["kept"] = None
        self._kept_dirty = False
        return header, sections

    def _header(self) -> dict[str, Any]:
        own = {
            "next_lam": self.config.lam,
            "speed": self.pace.speed,
            "budget": self.budget,
            "recon": self.recon,
            "weighted": self.trained_lam * self._numbers["penalty"],
            "unit": self.picture.unit,
            "image": self.picture.image,
            "diverged": self.diverged,
            "replay": self.replay.told() if self.replay is not None else None,
        }
        return self._numbers | self._progress() | own | self.invited.told()

    def _progress(self) -> dict[str, Any]:
        return {
            "build": self.build,
            "state": self.state,
            "step": self.trainer.step,
            "epoch": self.trainer.epoch,
            "rate": self.rate(),
            "lam": self.trained_lam,
            "lr": self.config.lr,
            "batch_size": self.config.batch_size,
            "seq": self.seq,
        }

    def rate(self) -> float:
        """Samples a second over about the last second, 0 while nothing trains."""
        return self.pace.rate() if self.active else 0.0

    def weights(self, since: int, seen: tuple[int, ...] | None, member: str | None = None) -> bytes:
        """The model as it is now, as ``Trail.pack`` writes it, for whoever looks at it elsewhere.

        Parameters
        ----------
        since : int
            Of the trail, the points after this serial.
        seen : tuple of int, optional
            Build and step of the weights that are known there, and the member's step with one: if they are still the
            ones, none are sent.
        member : str, optional
            Who of its company is to come with it: its weights under ``member/``, what it is among the notes.
        """
        try:
            self.trainer.check()
        except Diverged as error:
            self._diverge(error)
        notes = self._progress() | {"config": self.config.as_dict()}
        now: tuple[int, ...] = self.build, self.trainer.step
        parameters = dict(self.trainer.model.named_parameters())
        beside = self.company.others.get(member or "")
        if beside is not None:
            notes["member"] = {"lam": beside.lam, "step": beside.step, "diverged": member in self.company.diverged}
            now += (beside.step,)
            parameters |= {f"member/{name}": values for name, values in beside.model.named_parameters()}
        return self.trail.pack(notes, {} if seen == now else parameters, since)

    # -- what it was -----------------------------------------------------------------------------------------

    def record(self) -> Record | None:
        """Enough to train it again from step 0 to here; None if it has been changed too often to be told."""
        return self.changes.record(self.config, self.trainer.step, torch.get_num_threads())

    def snapshot(self, **instead: Any) -> bytes:
        """Everything a new engine needs to go on from here; ``instead``: notes of it that are to be others."""
        return snapshots.take(self, **instead)

    def checkpoint(self) -> bytes:
        """The training as it is, as a checkpoint; where it has diverged, in its last good state."""
        try:
            self.trainer.check()
        except Diverged as error:
            self._diverge(error)
        record = self.record()
        return checkpoint.encoded(self.trainer, None if record is None else record.to_json())

    def kept(self) -> bytes:
        """A snapshot for whoever opens a link to the model as it is: it pauses there, and a page's own is left out."""
        return self.snapshot(
            state="paused", stepping=0, seq=0, frame=0, members={}, replay=None, beside=None, lesson=None
        )

    @classmethod
    def from_snapshot(cls, blob: bytes, clock: Callable[[], float], data: Dataset | None = None) -> LiveRun:
        """Go on where ``snapshot`` was taken; ``data`` is its data set, if that is loaded already."""
        notes, tensors = packed.unpack(blob)
        run = cls(snapshots.settings_of(notes), clock, data)
        snapshots.bring_back(run, notes, tensors, clock())
        return run


def _picture(
    company: Company, invited: Invited, config: RunConfig, data: Dataset
) -> Picture | PlanePicture | KinPicture:
    """Who draws a run of this kind."""
    if config.in_the_plane:
        return PlanePicture(company.leader.model, data, company)
    if config.relatives:
        return KinPicture(company, data, invited.strengths, config)
    return Picture(company.leader.model, data)
