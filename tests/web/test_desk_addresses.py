"""Addresses of the desk that somebody typed or shortened."""

import httpx
import pytest

from running import Running
from staffing import INSTANCE_OWNER, AtDesk, new_account

TOO_GREAT = "9" * 19
"""As many digits as the greatest stored integer, and more than it."""


@pytest.fixture
def owner(server: Running, http: httpx.Client) -> AtDesk:
    """Who owns the instance, at the desk."""
    return AtDesk(server, http, new_account(server, INSTANCE_OWNER, "Olga"))


@pytest.mark.parametrize("page", ["audit", "threads", "people", "people/blog"])
def test_a_list_before_a_number_that_nothing_has_begins_anew(owner: AtDesk, page: str) -> None:
    """What is no number of an entry is as if it were not there."""
    assert owner.sees(f"/admin/{page}?before={TOO_GREAT}").status_code in (200, 404)


def test_what_is_no_things_number_is_not_there(owner: AtDesk) -> None:
    """It is refused as whatever does not exist, with no database asked."""
    assert owner.sees(f"/admin/people/blog/{TOO_GREAT}").status_code == 404
    assert owner.sends(f"/admin/tokens/{TOO_GREAT}/revoke").status_code == 404
    assert owner.sends("/admin/bans/lift", site="blog", ban=TOO_GREAT).status_code == 404
    assert owner.sends("/admin/undo", site="blog", act=TOO_GREAT).status_code == 422
