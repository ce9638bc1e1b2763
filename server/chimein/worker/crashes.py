"""Where something broke, without a word of what it was about: messages of exceptions may carry personal data."""

from pathlib import Path
from traceback import extract_tb


def place_of(crash: BaseException) -> str:
    """The exception's type, and the file and line that raised it."""
    frames = extract_tb(crash.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(crash).__name__ + place
