"""What is likely to be written: characters after characters, to settle what the image leaves open."""
