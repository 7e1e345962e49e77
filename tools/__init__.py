"""For the makers of the tables, not their users: drafts, checks and news, out of botocore's service models."""
