"""The state of what one looks at inside the network."""
