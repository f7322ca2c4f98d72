"""What keeps a warehouse in service: the lock, publication."""
