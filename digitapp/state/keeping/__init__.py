"""The runs that are kept in the person's folder, and their writing while they go on."""
