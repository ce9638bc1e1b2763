"""Consequences, one a file. They run from deliveries, never inside a request, and only the worker calls them."""
