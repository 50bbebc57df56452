"""Decides what is kept of the registry: regions, the bodies that are rated, their services and their offices.

Its codes are what responses, campaigns and figures name; whatever ends keeps its row, so that old figures can be read.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table

from storage.columns import kk_checked, metadata, names_in_all, one_of, short_names, validity

regions = Table(
    "regions",
    metadata,
    Column("code", String(8), primary_key=True, comment="ISO 3166-2"),
    Column("kato", String(9), nullable=False, unique=True),
    *names_in_all(),
)

agencies = Table(
    "agencies",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("kind", String(8), nullable=False, server_default="central"),
    Column("region", ForeignKey("regions.code"), comment="of a local executive body"),
    *names_in_all(),
    *short_names(),
    kk_checked(),
    *validity("agencies"),
    one_of("kind", "central", "local", "other"),
)

services = Table(
    "services",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("agency", ForeignKey("agencies.code"), nullable=False, index=True),
    *names_in_all(),
    *short_names(),
    kk_checked(),
    *validity("services"),
    Column("clients", BigInteger, comment="people served in a year, as the body says"),
)

offices = Table(
    "offices",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("agency", ForeignKey("agencies.code"), nullable=False, index=True),
    Column("region", ForeignKey("regions.code")),
    *names_in_all(),
    *short_names(),
    kk_checked(),
    *validity("offices"),
)
