"""The gradient of the objective by hand: the whole network, the deep contraction, the memory a step works in."""
