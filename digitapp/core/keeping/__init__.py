"""Runs that last: what is written of a run, to the person's folder of runs and to a file of its own."""
