"""The exercise sheet, on paper."""
