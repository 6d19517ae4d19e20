"""How often somebody tried in vain, kept in memory for a while."""

from collections import OrderedDict, deque


class Attempts:
    """Counts failures by key (an address) within a sliding time.

    Each process counts its own; at most ``keys`` are remembered, the oldest forgotten
    first, so that many addresses cannot fill the memory.

    >>> tries = Attempts(limit=2, seconds=60)
    >>> tries.note("a", 0), tries.note("a", 10), tries.is_blocked("a", 20)
    (None, None, True)
    >>> tries.is_blocked("a", 70), tries.is_blocked("b", 20)
    (False, False)
    """

    def __init__(self, limit, seconds, keys=10_000):
        self.limit, self.seconds, self.keys = limit, seconds, keys
        self._seen = OrderedDict()

    def note(self, key, now):
        """Count a failure of ``key`` at ``now`` (seconds)."""
        seen = self._seen.setdefault(key, deque(maxlen=self.limit))
        seen.append(now)
        self._seen.move_to_end(key)
        while len(self._seen) > self.keys:
            self._seen.popitem(last=False)

    def is_blocked(self, key, now):
        """Tell whether ``key`` failed too often just before ``now``."""
        seen = self._seen.get(key, ())
        return len(seen) == self.limit and now - seen[0] < self.seconds

    def clear(self):
        """Forget all."""
        self._seen.clear()
