"""What a network says of a picture, how far that can be trusted, and how well it reads many."""
