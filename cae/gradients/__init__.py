"""The gradient of the objective by hand, and the step along it: network, deep contraction, memory, parameters, Adam."""
