"""The least that each work can cost: what one would write by hand in DuckDB, reading through Polars.

Floors know what the product has to find out (there are no NULLs, no duplicates, nothing arrives late), keep
no records and check nothing. When a floor gets better, the product's ratio gets worse, and that is right.
"""
