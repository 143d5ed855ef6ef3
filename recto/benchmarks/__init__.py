"""Benchmarks on lines with ground truth: what `recto bench` measures. Each prints JSON and says how it was taken."""
