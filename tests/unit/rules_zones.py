"""Time zones as the product knows them.

The data of the system may be older: in 2026 they disagree on Vancouver's winter time.
"""

from functools import lru_cache
from zoneinfo import ZoneInfo

import pytz


@lru_cache
def zone_of(name):
    with pytz.open_resource(name) as data:
        return ZoneInfo.from_file(data, key=name)
