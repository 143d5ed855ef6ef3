"""How well and how fast people work: figures from their answers, without I/O."""
