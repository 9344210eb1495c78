"""Passive widgets, one file each: set_x() shows, x_requested asks."""
