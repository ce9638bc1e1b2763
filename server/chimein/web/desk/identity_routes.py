"""The doors by which people are known, as one list."""

from litestar.types import ControllerRouterHandler

from chimein.web.desk import links, my_account, my_codes, setting_up, signing_in, team

IDENTITY_ROUTES: list[ControllerRouterHandler] = [
    setting_up.get_set_up,
    setting_up.post_set_up,
    setting_up.get_welcome,
    signing_in.get_sign_in,
    signing_in.post_sign_in,
    signing_in.post_code,
    signing_in.post_passkey,
    signing_in.post_question,
    signing_in.post_sign_out,
    signing_in.get_prove,
    signing_in.post_prove,
    links.get_link,
    links.post_link,
    links.post_join,
    links.post_link_question,
    my_account.get_me,
    my_account.post_name,
    my_account.post_email,
    my_account.post_passphrase,
    my_account.post_passkey_question,
    my_account.post_passkey,
    my_account.post_remove_passkey,
    my_account.post_end_session,
    my_codes.get_code,
    my_codes.post_code,
    my_codes.post_recovery,
    my_codes.post_drop,
    team.get_team,
    team.post_invite,
    team.post_role,
    team.post_account,
]
