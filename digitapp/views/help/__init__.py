"""Help: the glossary, the keys, and pages to read."""
