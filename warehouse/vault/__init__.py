"""Data Vault objects: hub, link, satellite."""
