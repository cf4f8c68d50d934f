"""Plane: a contractive autoencoder of two inputs trains in front of you, and all that it does is seen."""

from pages.kit.page import Page

PLANE = Page("plane", "Plane", ":material/scatter_plot:")
