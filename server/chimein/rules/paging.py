"""The arithmetic of pages: only roots are counted, replies travel with their root."""


def pages(roots: int, size: int) -> int:
    """How many pages `roots` comments fill, `size` to a page; an empty thread has one."""
    return max(1, -(-roots // size))


def clamp_page(page: int, last: int) -> int:
    """The page to show when `page` is asked for and `last` is the last one; beyond either end, the nearest."""
    return min(max(page, 1), last)


def page_of_position(position: int, size: int) -> int:
    """The page on which the root at `position` (from 0, in the order shown) stands."""
    return position // size + 1
