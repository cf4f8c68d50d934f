"""Relatives: the contractive autoencoder beside the autoencoders it is always compared with, training in step."""

from pages.kit.page import Page

RELATIVES = Page("relatives", "Relatives", ":material/family_history:")
