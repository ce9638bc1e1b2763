"""Drives effects from deliveries, at least once, with back-off. It decides nothing about comments."""
