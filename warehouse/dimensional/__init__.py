"""Dimensions that keep history."""
