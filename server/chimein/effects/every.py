"""Every effect by the name that deliveries call it."""

from collections.abc import Mapping

from chimein.effects.effect import Effect
from chimein.effects.fetch_avatar import fetch_avatar
from chimein.effects.waits import HOUR_MS, MINUTE_MS

GRAVATAR = "gravatar"

EFFECTS: Mapping[str, Effect] = {
    "fetch_avatar": Effect(
        fetch_avatar, upstream=GRAVATAR, waits_ms=(MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 3 * HOUR_MS)
    ),
}
