"""The state of the person's own digits."""
