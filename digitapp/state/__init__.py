"""The state of the running program as a few objects with commands and signals; no widgets."""
