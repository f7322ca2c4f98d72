"""What the user declares, as typed objects; every message has file and line."""
