"""What the network reads."""
