from . import recovery_mass, recovery_mass_rows
from . import assign, dispute, hold, lift, note, promise, release, remind, scenario
