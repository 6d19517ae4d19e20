from . import (
    recovery_channel,
    test_mode,
    email,
    task,
)
