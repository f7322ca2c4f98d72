"""The configuration of the Data Vault's objects, as YAML declares them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from warehouse.project.config import ConfigShape
from warehouse.project.shape import Listed, Names, Shape


class FromShape(Shape):
    """One source of a hub, with its own column names and rows."""

    source: str
    business_key: Names | None = None
    where: str | None = None


class GhostlyShape(ConfigShape):
    """A hub or satellite, which can hold ghost records (None: where something needs them)."""

    hash_key: str
    # Not part of a definition: ghost records come and go without a replay.
    ghosts: bool | None = Field(default=None, exclude=True)

    @property
    def ghost_hashes(self) -> list[str]:
        """Further hash columns of a ghost record."""
        return []


class HubShape(GhostlyShape):
    """Data Vault hub: the business keys of one concept, from one or several sources and roles."""

    materialized: Literal["hub"]
    business_key: Names
    source: Annotated[list[str | FromShape], Listed] = Field(alias="from")

    @property
    def source_names(self) -> list[str]:
        """Each source once, however many roles it has."""
        return _sources(self.source)


class RoleShape(Shape):
    """One hub's part in a link: which columns hold its business key, and what its hash key is called."""

    hub: str
    key: Names
    name: str | None = Field(default=None, alias="as")


class LinkFromShape(Shape):
    """One source of a link, with its own column names and rows.

    `hubs` maps a role (its `as`, else its hub) to the columns of its key there.
    """

    source: str
    hubs: dict[str, Names] = {}
    dependent_keys: Names | None = None
    where: str | None = None


class _LinkShape(ConfigShape):
    hash_key: str
    hubs: list[RoleShape]
    dependent_keys: Names = []

    @field_validator("hubs", mode="before")
    @classmethod
    def _roles(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return [{"hub": hub, "key": key} for hub, key in value.items()]
        return value

    @property
    def model_names(self) -> list[str]:
        """The hubs, each once."""
        return list(dict.fromkeys(role.hub for role in self.hubs))


class LinkShape(_LinkShape):
    """Data Vault link: the hubs that one row of a source ties together."""

    materialized: Literal["link"]
    source: Annotated[list[str | LinkFromShape], Listed] = Field(alias="from")

    @property
    def source_names(self) -> list[str]:
        """The sources of the relations."""
        return _sources(self.source)


class NhLinkShape(_LinkShape):
    """Non-historised link: transactions, with their payload in the link itself."""

    materialized: Literal["nh_link"]
    source: str = Field(alias="from")
    payload: Names | None = None

    @property
    def source_names(self) -> list[str]:
        """The source of the transactions."""
        return [self.source]


class _OneSourceShape(ConfigShape):
    source: str = Field(alias="from")

    @property
    def source_names(self) -> list[str]:
        """The one source."""
        return [self.source]


class SatelliteShape(GhostlyShape, _OneSourceShape):
    """Data Vault satellite: the states of one hash key over time."""

    materialized: Literal["satellite"]
    hashdiff: str

    @property
    def ghost_hashes(self) -> list[str]:
        """The hashdiff."""
        return [self.hashdiff]


class MaSatelliteShape(GhostlyShape, _OneSourceShape):
    """Multi-active satellite: the set of rows that one hash key has at a time, told apart by a sub-key."""

    materialized: Literal["ma_satellite"]
    hashdiff: str
    sub_key: Names

    @property
    def ghost_hashes(self) -> list[str]:
        """The hashdiff."""
        return [self.hashdiff]


class StatusSatelliteShape(GhostlyShape, _OneSourceShape):
    """Status tracking satellite: when a hash key appeared, disappeared and reappeared in its source."""

    materialized: Literal["status_satellite"]


class EffSatelliteShape(ConfigShape):
    """Effectivity satellite: from when until when a link's relation was in effect for its driving key."""

    materialized: Literal["eff_satellite"]
    link: str
    driving_key: Names
    source: str = Field(alias="from")

    @property
    def source_names(self) -> list[str]:
        """The source whose rows show the relations."""
        return [self.source]

    @property
    def model_names(self) -> list[str]:
        """The link."""
        return [self.link]


class ReferenceShape(_OneSourceShape):
    """Reference table: codes by their natural key, with what they mean over time."""

    materialized: Literal["reference"]
    key: Names
    columns: Names | None = None


def _sources(items: list[Any]) -> list[str]:
    return list(dict.fromkeys(item if isinstance(item, str) else item.source for item in items))


#: The vault's materializations with their shapes.
VAULT_SHAPES: dict[str, type[ConfigShape]] = {
    "hub": HubShape,
    "link": LinkShape,
    "nh_link": NhLinkShape,
    "satellite": SatelliteShape,
    "ma_satellite": MaSatelliteShape,
    "eff_satellite": EffSatelliteShape,
    "status_satellite": StatusSatelliteShape,
    "reference": ReferenceShape,
}
