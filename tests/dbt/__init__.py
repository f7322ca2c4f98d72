"""Projects as dbt users write them, built through the command line."""
