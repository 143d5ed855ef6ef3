"""What so many pages and people need, and what breaks first: arithmetic over figures, and some simulated days."""
