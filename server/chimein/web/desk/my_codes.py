"""One-time codes as a second factor: a picture, ten recovery codes that are shown once."""

from litestar import Response, get, post

from chimein.actions.drop_code import drop_code
from chimein.actions.enrol_code import enrol_code, renew_recovery_codes
from chimein.gateways.totp import new_secret, picture_of, recovery_codes, step_of
from chimein.rules.refusals import FieldError, FormNotOurs, Invalid, Refusal, TokenWrong
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, Screen, back_to, desk_answer
from chimein.web.desk.doorkeeping import doing_as, recovery_mark
from chimein.web.desk.guard import AtWork, at_work, form_at_work
from chimein.web.desk.my_account import ME, email_of
from chimein.web.desk.signing_in import check_proven, wrong_of_fields

CODE = f"{ME}/code"


@get(CODE, exception_handlers=DESK_HANDLERS)
async def get_code(request: Asked) -> Response[bytes]:
    """A new secret, as a picture and as letters."""
    somebody = await at_work(request)
    check_proven(request, somebody)
    return await _page(request, somebody, new_secret())


@post(CODE, exception_handlers=DESK_HANDLERS)
async def post_code(request: Asked) -> Response[bytes]:
    """The first code shows that the secret has arrived; from now on one is asked for."""
    somebody, form = await form_at_work(request, ("secret", "code"))
    check_proven(request, somebody)
    instance, account_id = instance_of(request), somebody.staff.account.id
    try:
        secret = instance.keys.text_signed(f"code-{account_id}", form["secret"])
    except TokenWrong:
        raise FormNotOurs from None
    step = step_of(secret, form["code"], instance.clock.now())
    if step is None:
        wrong = Invalid({"code": FieldError("code-wrong", "This is not the code. Is the device's clock right?")})
        return await _page(request, somebody, secret, wrong)
    sealed, codes = instance.keys.seal_code_secret(account_id, secret.encode()), recovery_codes(instance.randomness)
    marks = [recovery_mark(request, account_id, each) for each in codes]
    await instance.store.write(enrol_code(account_id, sealed, step, marks, doing_as(request, account_id)))
    return await _shown(request, somebody, codes)


@post(f"{CODE}/recovery", exception_handlers=DESK_HANDLERS)
async def post_recovery(request: Asked) -> Response[bytes]:
    """Ten other recovery codes."""
    somebody, _ = await form_at_work(request, ())
    check_proven(request, somebody)
    account, codes = somebody.staff.account, recovery_codes(instance_of(request).randomness)
    if not account.has_totp:
        return back_to(CODE)
    marks = [recovery_mark(request, account.id, each) for each in codes]
    await instance_of(request).store.write(renew_recovery_codes(account.id, marks, doing_as(request, account.id)))
    return await _shown(request, somebody, codes)


@post(f"{CODE}/drop", exception_handlers=DESK_HANDLERS)
async def post_drop(request: Asked) -> Response[bytes]:
    """No code is asked for any more."""
    somebody, _ = await form_at_work(request, ())
    check_proven(request, somebody)
    account_id = somebody.staff.account.id
    await instance_of(request).store.write(drop_code(account_id, doing_as(request, account_id)))
    return back_to(f"{ME}?done=dropped")


async def _page(request: Asked, somebody: AtWork, secret: str, refusal: Refusal | None = None) -> Response[bytes]:
    account_id = somebody.staff.account.id
    context = {
        **wrong_of_fields(refusal),
        "secret": instance_of(request).keys.signed(f"code-{account_id}", secret),
        "letters": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": picture_of(secret, await email_of(request, account_id)),
    }
    screen = Screen("enrol_code.html", "One-time codes")
    return await desk_answer(request, somebody, screen, context, refusal.status if refusal else 200)


async def _shown(request: Asked, somebody: AtWork, codes: list[str]) -> Response[bytes]:
    return await desk_answer(request, somebody, Screen("recovery.html", "Recovery codes"), {"codes": codes})
