"""What the pages that look inside the network show."""
