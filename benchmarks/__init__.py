"""Benchmarks: speed and memory, side by side with baselines in one run. ``python -m benchmarks`` prints the table."""
