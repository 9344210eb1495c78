"""What the program knows and computes without a window: strokes, pictures, settings, and the types that views show."""
