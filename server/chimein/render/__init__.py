"""Facts become bytes: deterministic, no I/O, nothing per reader."""
