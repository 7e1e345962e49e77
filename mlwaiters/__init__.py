"""Has it happened yet? Async waiters for the asynchronous resources of AWS's machine-learning services."""
