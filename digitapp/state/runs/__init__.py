"""The state of networks and training runs."""
