"""Webhooks: what happens in Recto, told to the systems around it over HTTP, signed, until they have heard it."""
