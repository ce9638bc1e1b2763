"""One verb, one file: load, decide, write the fact and its event in one transaction. No network, no clock."""
