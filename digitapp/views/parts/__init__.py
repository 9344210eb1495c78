"""Plain widgets that any view may contain."""
