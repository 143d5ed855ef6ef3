"""What the services say to each other: one module per topic, the table of topics, the envelope."""
