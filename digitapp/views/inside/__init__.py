"""The pages that look inside the network."""
