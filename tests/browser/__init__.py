"""Chime In as readers meet it: a real Chromium on pages of another origin, against a real server.

This is a package so that fixtures can live as long as it: Playwright keeps an event loop in the main thread, which
must be gone before tests elsewhere start their own.
"""
