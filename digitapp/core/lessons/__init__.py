"""Guided lessons, which are files."""
