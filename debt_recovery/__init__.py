from . import (
    agency_formats,
    agency_inbound,
    agency_transports,
    channels,
    controllers,
    mass_actions,
    models,
    report,
    wizards,
)
from .hooks import post_init_hook, uninstall_hook
