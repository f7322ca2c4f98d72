"""One command at work: its state, its stages, and what is recorded of it."""
