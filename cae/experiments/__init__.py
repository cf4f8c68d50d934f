"""Trainings that belong together: settings, paths of models over λ, grids of them on disk, and their figures."""
