"""Annotators at the gateway's queue: how long they wait, how many lines it gives out, and that none is lost."""
