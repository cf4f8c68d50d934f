"""Parts of the benchmark that measure nothing, and the command that runs them."""

from cae.__main__ import main
from cae.bench.report import Unmeasured


def gives(*figures):
    """A part's measuring: these figures, one after the other."""

    def measuring(say):
        yield from figures

    return measuring


def breaks(error, *figures):
    """A part's measuring that fails once it has given these figures."""

    def measuring(say):
        yield from figures
        raise error

    return measuring


def lacks(sentence):
    """A need that is not met."""

    def look():
        raise Unmeasured(sentence)

    return look


def bench(*arguments):
    return main(["bench", *map(str, arguments)])


def rows(out):
    return [line.split()[:2] for line in out.splitlines()]
