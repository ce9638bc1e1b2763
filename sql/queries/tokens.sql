-- name: add_api_token
-- A program may do something in an account's name.
insert into api_token (mark, token_id, account_id, site_id, scopes, name, created_at, expires_at)
values (:mark, :token_id, :account_id, :site_id, :scopes, :name, :created_at, :expires_at);

-- name: api_token_by_mark
-- A token that a program shows, and whose it is.
select t.token_id, t.account_id, t.site_id, t.scopes, t.name, t.created_at, t.expires_at, t.used_at, t.revoked_at,
  a.account_id, a.name, a.is_owner, a.password_hash is not null, a.totp_secret is not null, a.disabled_at is not null,
  a.created_at, a.signed_in_at
from api_token t join account a on a.account_id = t.account_id where t.mark = :mark;

-- name: api_token_by_id
-- One token, to be revoked.
select token_id, account_id, site_id, scopes, name, created_at, expires_at, used_at, revoked_at
from api_token where token_id = :token_id;

-- name: api_tokens_of_account
-- An account's tokens, the newest first.
select token_id, account_id, site_id, scopes, name, created_at, expires_at, used_at, revoked_at
from api_token where account_id = :account_id order by token_id desc;

-- name: list_api_tokens
-- Every token of the instance, the newest first, with the name of its account.
select t.token_id, t.account_id, t.site_id, t.scopes, t.name, t.created_at, t.expires_at, t.used_at, t.revoked_at, a.name
from api_token t join account a on a.account_id = t.account_id order by t.token_id desc;

-- name: see_api_token
-- A token is in use.
update api_token set used_at = :used_at where mark = :mark;

-- name: revoke_api_token
-- A token opens nothing any more.
update api_token set revoked_at = :revoked_at where token_id = :token_id and revoked_at is null returning token_id;

-- name: remove_api_token_of_site
-- The tokens that were made for a site that goes.
delete from api_token where site_id = :site_id;
