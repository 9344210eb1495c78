"""Programs as a learner writes them while reading a textbook: run word for word, each with `engine` for `keras`."""
