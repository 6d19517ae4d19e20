"""Set-up, demo ledgers, local sinks and test runner; nothing of it is shipped."""
