"""Text and JSON out of changes, outcomes and tables: pure functions."""
