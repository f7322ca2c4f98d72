"""Questions to what was published, and to the log."""
