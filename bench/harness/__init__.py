"""What runs the benchmark: one module a measurement, and what they share."""
