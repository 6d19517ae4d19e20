"""Why something waits or is refused: a closed list, in the order of their weight."""

REASONS = (
    "answer",  # answers the debtor, or serves him: always allowed
    "none",  # nothing stands against it
    "hold",
    "opted_out",
    "no_consent",
    "channel_ban",
    "workplace",
    "not_verified",
    "notice_missing",
    "notice_running",
    "time_barred",
    "placement_ban",
    "no_basis",  # a charge that no rule allows
    "fee_ban",
    "cooling",
    "cap",
    "gap",
    "window",
    "holiday",
    "strict_default",
)
