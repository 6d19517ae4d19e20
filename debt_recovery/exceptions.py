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
    """Nothing left; trying again later may work.

    :param retry_after: seconds that the provider asks to wait, if it says so
    """

    def __init__(self, failure_type, text="", retry_after=0):
        super().__init__(failure_type, text)
        self.retry_after = retry_after


class PermanentFailure(DeliveryFailure):
    """Nothing left, and trying again changes nothing until somebody mends it."""


class UncertainOutcome(DeliveryFailure):
    """It may have left: a person decides, it is never sent again blindly."""


class TooEarly(Exception):
    """A provider tells of a contact that is still being handed over: ask again."""
