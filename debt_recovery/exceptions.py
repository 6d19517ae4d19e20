"""Ways of being wrong that callers must tell apart.

``UserError`` is for someone at a screen and ``ValidationError`` for data that cannot
be; these two come from the outside world, through a channel.
"""


class DeliveryFailure(Exception):
    """A contact that did not leave.

    :param failure_type: one code of ``recovery.notice.failure_type``
    :param text: what the provider said, for the person who mends it
    """

    def __init__(self, failure_type, text=""):
        super().__init__(text or failure_type)
        self.failure_type = failure_type


class TemporaryFailure(DeliveryFailure):
    """Nothing left; trying again later may work."""


class PermanentFailure(DeliveryFailure):
    """Nothing left, and trying again changes nothing until somebody mends it."""


class UncertainOutcome(DeliveryFailure):
    """It may have left: a person decides, it is never sent again blindly."""
