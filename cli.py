"""Run the command line from a checkout: python cli.py COMMAND."""

from warehouse.cli import main

if __name__ == "__main__":
    main()
