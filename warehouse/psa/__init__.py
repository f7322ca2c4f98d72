"""The persistent staging area: the log of all deliveries, and its readings."""
