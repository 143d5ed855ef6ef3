"""Rendered training lines: texts in many languages, set in many open fonts, printed and scanned badly.

Needed to build a base model, never to read.
"""
