"""Fuel per nautical mile, the number the captains look at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    speed_kn: float
    litres_per_hour: float


def litres_per_mile(samples: list[Sample]) -> float | None:
    """Total fuel over total distance. None when the ship did not move."""
    miles = sum(s.speed_kn for s in samples) / 3600
    litres = sum(s.litres_per_hour for s in samples) / 3600
    return litres / miles if miles > 0.05 else None
