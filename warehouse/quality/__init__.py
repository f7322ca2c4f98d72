"""Gates before a load is accepted, checks before anything is published."""
