"""The configuration of point-in-time tables and bridges, which read vault objects as of snapshot dates."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PositiveInt, field_validator

from warehouse.project.config import ConfigShape
from warehouse.project.shape import Listed, Names, Shape

#: How many snapshot dates of each grain are kept; the grains in their order, from the finest.
GRAINS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}

#: `snapshots: logarithmic`: the older, the fewer.
LOGARITHMIC: dict[str, int | str] = {"daily": 31, "weekly": 26, "monthly": 60, "yearly": "all"}


def _snapshots(value: Any) -> Any:
    if value == "logarithmic":
        return LOGARITHMIC
    return {value: "all"} if isinstance(value, str) else value


Grain = Literal["daily", "weekly", "monthly", "yearly"]
Snapshots = Annotated[
    dict[Grain, PositiveInt | Literal["all"]], Field(min_length=1), BeforeValidator(_snapshots)
]


class PitShape(ConfigShape):
    """Point-in-time table: for each snapshot date and key, which row of each satellite was valid."""

    materialized: Literal["pit"]
    hub: str
    satellites: Names = Field(min_length=1)
    snapshots: Snapshots = {"daily": "all"}

    @property
    def model_names(self) -> list[str]:
        """The hub (or link) and its satellites."""
        return [self.hub, *self.satellites]


class StepShape(Shape):
    """One link of a bridge's walk; `effectivity` names the satellite that says when it was in
    effect, `by` the link's hash key to go on by, where more than one would do."""

    link: str
    effectivity: str | None = None
    by: str | None = None


class BridgeShape(ConfigShape):
    """Bridge: for each snapshot date, the ways from a hub's keys along links."""

    materialized: Literal["bridge"]
    hub: str
    links: Annotated[list[StepShape], Listed] = Field(min_length=1)
    snapshots: Snapshots = {"daily": "all"}

    @field_validator("links", mode="before")
    @classmethod
    def _steps(cls, value: Any) -> Any:
        if isinstance(value, list):
            return [{"link": step} if isinstance(step, str) else step for step in value]
        return [{"link": value}] if isinstance(value, str) else value

    @property
    def model_names(self) -> list[str]:
        """The hub, the links, and their effectivity satellites."""
        satellites = [step.effectivity for step in self.links if step.effectivity]
        return list(dict.fromkeys([self.hub, *(step.link for step in self.links), *satellites]))


#: The materializations over vault objects with their shapes.
SPINE_SHAPES: dict[str, type[ConfigShape]] = {"pit": PitShape, "bridge": BridgeShape}
