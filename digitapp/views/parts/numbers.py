"""Numbers as the window writes them."""


def number(value: float, digits: int = 3) -> str:
    """Return `value` with so many digits after the point and a real minus sign, as wide as a plus."""
    return f"{value:.{digits}f}".replace("-", "−")
