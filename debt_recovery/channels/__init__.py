from . import recovery_channel, email, task
