"""One file per kind of source, each giving a delivery that Polars reads lazily."""
