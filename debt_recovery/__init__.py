from . import channels, controllers, mass_actions, models, report, wizards
from .hooks import post_init_hook, uninstall_hook
