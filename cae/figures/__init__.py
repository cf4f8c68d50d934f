"""From a model to the arrays that are looked at."""
