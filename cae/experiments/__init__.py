"""Trainings that belong together: settings, families of models over λ, grids of them on disk, and their figures."""
