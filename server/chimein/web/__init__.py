"""The door: only here is HTTP known. It translates and refuses; it decides no rule and knows no SQL."""
