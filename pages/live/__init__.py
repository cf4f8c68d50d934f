"""Live: a contractive autoencoder trains in front of you; drag λ and watch."""

from pages.kit.page import Page

LIVE = Page("live", "Live", ":material/play_circle:")
