"""What the numbers in docs/ are measured with."""
