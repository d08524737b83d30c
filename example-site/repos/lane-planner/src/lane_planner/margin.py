"""Lengths that vehicles take on deck."""

MARGIN_CM = 40


def deck_length_cm(vehicle_cm: int) -> int:
    """Length with margin, rounded up to 10 cm.

    >>> deck_length_cm(445)
    490
    """
    return -(-(vehicle_cm + MARGIN_CM) // 10) * 10
