"""A process that says back what it hears, and ends when it is told to: what the handle on a process is tried with."""

import os
import sys

from cae.processes.pipe import ThreadedPipe
from cae.processes.worker import main


def load(pipe: ThreadedPipe):
    print("this must not get between the messages")
    sys.stdout.flush()

    def work() -> None:
        while True:
            while pipe.waiting():
                kind, content = pipe.take()
                pipe.send(kind, content)
                if b"end" in content:
                    pipe.finish()
                    os._exit(3)
            pipe.wait(60.0)

    return work


if __name__ == "__main__":
    main(ThreadedPipe, load)
