from . import recovery_mass, recovery_mass_rows
from . import assign, hold, lift, note, release, remind, scenario
