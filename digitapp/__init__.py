"""digitapp: draw a digit, watch a small ReLU network read it, and train it in the same window."""

__version__ = "0.1.0"
