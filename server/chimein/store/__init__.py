"""The only layer that knows a database. It returns facts, never rows; it decides nothing."""
