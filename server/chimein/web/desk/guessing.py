"""How often somebody may guess: which counters a try goes through. The arithmetic is in `rules/attempts.py`.

A browser in which an account was signed in before has a counter of its own, so nobody elsewhere can make it wait.
"""

from dataclasses import dataclass

from chimein.actions.attempt import Gate, begin_attempt, forgive_attempt
from chimein.rules.limits import network_of
from chimein.rules.refusals import TokenWrong, TooManyRequests
from chimein.web.answers import Asked, instance_of
from chimein.web.arrivals import client_of
from chimein.web.desk.outside import cookie_of

KNOWN = "__Host-chimein-known"
KNOWN_SECONDS = 365 * 86_400
_BROWSER_BYTES = 16


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that was counted."""

    gates: tuple[Gate, ...]


async def attempt(request: Asked, lookup: bytes, account_id: int | None) -> Attempt:
    """Count one more try to be whoever has this address. Raises `TooManyRequests`."""
    gates = _gates(request, lookup, account_id)
    instance = instance_of(request)
    if gates:
        wait = await instance.store.write(begin_attempt(gates, instance.clock.now()))
        if wait:
            raise _too_many(-(-wait // 1000))
    return Attempt(gates)


async def forgiven(request: Asked, made: Attempt) -> None:
    """It was right after all."""
    if made.gates:
        await instance_of(request).store.write(forgive_attempt(made.gates))


def known_word(request: Asked, account_id: int) -> str:
    """What a browser keeps by which it is known to have been signed in as this account."""
    keys = instance_of(request).keys
    browser = instance_of(request).randomness.token(_BROWSER_BYTES)
    return keys.signed("known", f"{account_id}|{browser}")


def _gates(request: Asked, lookup: bytes, account_id: int | None) -> tuple[Gate, ...]:
    instance = instance_of(request)
    if instance.settings.limits == "off":
        return ()
    known = _known(request)
    if known and account_id is not None and known.startswith(f"{account_id}|"):
        return (Gate("pair", instance.keys.desk_mark("attempt", f"browser|{known}")),)
    network, address = network_of(client_of(request)), lookup.hex()
    return (
        Gate("pair", instance.keys.desk_mark("attempt", f"pair|{address}|{network}")),
        Gate("network", instance.keys.desk_mark("attempt", f"network|{network}")),
        Gate("address", instance.keys.desk_mark("attempt", f"address|{address}")),
    )


def _known(request: Asked) -> str:
    try:
        return instance_of(request).keys.text_signed("known", cookie_of(request, KNOWN))
    except TokenWrong:
        return ""


def _too_many(seconds: int) -> TooManyRequests:
    minutes = -(-seconds // 60)
    when = f"{seconds} seconds" if seconds < 90 else f"{minutes} minutes"
    return TooManyRequests(
        f"Too many tries. Please wait {when}, or sign in with a passkey, or in a browser that you used before.",
        retry_after=seconds,
    )
