"""The state of the paper."""
