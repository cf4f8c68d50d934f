"""Models of the table side by side: processes of one thread each, which tell how far they are and stop when asked."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from multiprocessing.context import SpawnContext
from pathlib import Path

from cae.paper.settings import TableSettings
from cae.paper.work import Figures, OnSteps, work
from cae.processes.parent import end_with_parent

LOOK_S = 0.3  # between two looks at how far the processes are

Task = tuple[str, int]  # a row's name and a seed


class Line:
    """What leads from the processes to who started them, and one word back."""

    def __init__(self, context: SpawnContext) -> None:
        self._steps, self._stop = context.SimpleQueue(), context.Event()

    def tell(self, steps: int) -> None:
        """Tell of so many steps more.

        Raises
        ------
        KeyboardInterrupt
            If nobody wants them any more.
        """
        if self._stop.is_set():
            raise KeyboardInterrupt
        self._steps.put(steps)

    def heard(self) -> int:
        """The steps that have been told since the last time."""
        steps = 0
        while not self._steps.empty():
            steps += self._steps.get()
        return steps

    def stop(self) -> None:
        """Have all processes end what they are at."""
        self._stop.set()


def side_by_side(
    tasks: Sequence[Task], settings: TableSettings, out: Path, on_steps: OnSteps, workers: int
) -> dict[Task, Figures]:
    """The figures of all tasks, by so many processes.

    Parameters
    ----------
    tasks : sequence of (str, int)
        A row's name and a seed each.
    settings, out
        As for ``cae.paper.work.work``.
    on_steps : callable
        Told of so many steps more.
    workers : int
    """
    context = get_context("spawn")
    line = Line(context)
    with ProcessPoolExecutor(workers, context, _begin, (line,)) as pool:
        running: dict[Future[Figures], Task] = {pool.submit(_work, *task, settings, out): task for task in tasks}
        try:
            return dict(_finished(running, line, on_steps))
        except BaseException:
            # What waits in the pool's own line can't be cancelled: each ends at its first step.
            line.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _finished(running: dict[Future[Figures], Task], line: Line, on_steps: OnSteps) -> Iterator[tuple[Task, Figures]]:
    while running:
        done = wait(running, LOOK_S, FIRST_COMPLETED).done
        on_steps(line.heard())
        for future in done:
            yield running.pop(future), future.result()


# -- in a process of the pool --------------------------------------------------------------------------------

_line: Line | None = None


def _begin(line: Line) -> None:
    """One thread, as several processes at once have a core each; it ends when who started it does."""
    import torch
    from threadpoolctl import threadpool_limits

    global _line
    _line = line
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; who started this one says when to stop
    torch.set_num_threads(1)
    threadpool_limits(1)  # NumPy's, in which the RBM computes
    end_with_parent()  # a table that is gone on with must not be written by two


def _work(model: str, seed: int, settings: TableSettings, out: Path) -> Figures:
    assert _line is not None
    _line.tell(0)
    return work(model, settings, seed, out, _line.tell)
