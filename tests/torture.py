"""Whether this is the long run: `make torture` does more of what the ordinary run does a little of."""

import os

IS_TORTURE = os.environ.get("CHIMEIN_TORTURE") == "1"
EXAMPLES = 2_000
KILLS = 200
