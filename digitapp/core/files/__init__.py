"""Networks and other results as files."""
