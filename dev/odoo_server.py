"""Odoo as a file: a server with workers starts its other process by this name."""

from odoo.cli.command import main

if __name__ == "__main__":
    main()
