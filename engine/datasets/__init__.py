"""Pictures to learn from: the IDX file format, and MNIST in it."""
