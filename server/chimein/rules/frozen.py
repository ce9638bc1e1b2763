"""Frozen dataclasses for what is made anew for every post, at less than half the price.

A dataclass that is frozen while the program runs sets each field through a call: a comment takes 4.4 µs instead of 1.7,
and a post makes a dozen such things. These are frozen for the type checker, which reads every line of the house.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses

    def dataclass(*, frozen: bool, slots: bool) -> Any:  # noqa: ANN401 - as the real one has it
        """As the real one, but that at run time nothing stands in the way of who sets a field."""
        return dataclasses.dataclass(slots=slots, unsafe_hash=frozen)
