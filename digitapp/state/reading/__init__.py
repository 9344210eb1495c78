"""The state of the reading."""
