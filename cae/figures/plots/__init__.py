"""The figures: a module for each, with the function of its name."""
