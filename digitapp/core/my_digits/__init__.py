"""The person's own digits, and how a network is taught them."""
