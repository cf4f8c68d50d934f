"""Live runs: the engine that trains one, and the hub that knows which there are and who watches them."""
