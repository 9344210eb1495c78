"""The paper, its tools, and the picture that the network gets."""
