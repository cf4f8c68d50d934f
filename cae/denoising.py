"""The denoising objective, by the name it had before there were others beside it."""

from cae.objectives.denoising import Denoising

__all__ = ["Denoising"]
