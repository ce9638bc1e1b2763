"""The doors of the desk's pages, as one list. They are for people: the API's description does not tell of them."""

from litestar.types import ControllerRouterHandler

DESK_ROUTES: list[ControllerRouterHandler] = []
