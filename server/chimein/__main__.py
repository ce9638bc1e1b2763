"""`python -m chimein` is `chimein`."""

from chimein.cli.main import main

if __name__ == "__main__":
    main()
