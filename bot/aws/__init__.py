"""Read-only view of AWS; needs the extra `aws`, which is imported late."""
