"""Maths: the penalty in six steps, a step from inside and six mistakes, all in the numbers of the live run."""

from pages.kit.page import Page

MATHS = Page("maths", "Maths", ":material/function:")
