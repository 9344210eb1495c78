"""What is on the paper: strokes, pictures, and the 28 x 28 pixels that the network gets of them."""
