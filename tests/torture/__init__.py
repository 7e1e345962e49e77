"""Waits under whatever can go wrong, each held against a perfect observer: `make torture`."""
