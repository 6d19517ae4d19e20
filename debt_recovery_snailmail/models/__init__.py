from . import (
    res_company,
    recovery_channel_letter,
    recovery_notice,
    snailmail_letter,
)
