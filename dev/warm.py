"""Make the asset bundles of a database, so that its clones have them."""

import sys

from .session import open_env


def main(arguments):
    database, config = arguments
    with open_env(database, config_file=config) as env:
        env["ir.qweb"]._pregenerate_assets_bundles()
        env.cr.commit()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
