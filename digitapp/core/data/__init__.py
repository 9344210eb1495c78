"""Data sets that a person has, in the forms that people have them in; nothing is downloaded."""
