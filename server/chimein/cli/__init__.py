"""The command line: what is typed becomes a verb or a question, and what comes back becomes lines or JSON."""
