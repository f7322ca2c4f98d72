"""Measurements at sizes that matter, and the data they run on."""
