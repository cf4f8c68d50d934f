"""Benchmarks: every figure a ratio taken in one run."""
