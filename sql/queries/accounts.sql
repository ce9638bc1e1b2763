-- name: session_by_mark
-- A browser's session, and whose it is.
select s.mark, s.created_at, s.proven_at, s.seen_at, s.browser,
  a.account_id, a.name, a.is_owner, a.password_hash is not null, a.totp_secret is not null, a.disabled_at is not null,
  a.created_at, a.signed_in_at
from account_session s join account a on a.account_id = s.account_id where s.mark = :mark;

-- name: roles_of_account
-- What an account may do, by site.
select site_id, role from account_role where account_id = :account_id order by site_id;

-- name: see_session
-- The session is in use.
update account_session set seen_at = :seen_at where mark = :mark;

-- name: add_session
-- Somebody signed in.
insert into account_session (mark, account_id, browser, created_at, proven_at, seen_at)
values (:mark, :account_id, :browser, :now, :now, :now);

-- name: note_sign_in
-- When an account was last signed in to.
update account set signed_in_at = :now where account_id = :account_id;

-- name: end_session
-- Somebody signed out, here or from afar; only of one's own.
delete from account_session where mark = :mark and account_id = :account_id returning mark;

-- name: end_other_sessions
-- Every session of an account but one (an empty mark: every one).
delete from account_session where account_id = :account_id and mark <> :mark returning mark;

-- name: add_account
-- Somebody who will sign in; nobody new where the address is known.
insert into account (account_id, email_lookup, email_cipher, wrapped_key, key_version, name, password_hash, is_owner, created_at)
values (:account_id, :lookup, :cipher, :wrapped_key, :key_version, :name, :password_hash, :is_owner, :created_at)
on conflict (email_lookup) do nothing returning account_id;

-- name: account_by_id
-- An account by its number.
select account_id, name, is_owner, password_hash is not null, totp_secret is not null, disabled_at is not null, created_at,
  signed_in_at
from account where account_id = :account_id;

-- name: account_by_email
-- Whose address this is, and by what that account is known.
select account_id, password_hash, totp_secret, totp_step, disabled_at is not null from account
where email_lookup = :lookup;

-- name: credentials_of_account
-- By what an account is known.
select account_id, password_hash, totp_secret, totp_step, disabled_at is not null from account
where account_id = :account_id;

-- name: email_of_account
-- An account's sealed address, for those who may open it.
select email_lookup, email_cipher, wrapped_key, key_version from account where account_id = :account_id;

-- name: list_accounts
-- Everybody who signs in, by name.
select account_id, name, is_owner, password_hash is not null, totp_secret is not null, disabled_at is not null, created_at,
  signed_in_at
from account order by name, account_id;

-- name: team_of_site
-- Who works on a site, and as what.
select a.account_id, a.name, a.is_owner, a.password_hash is not null, a.totp_secret is not null,
  a.disabled_at is not null, a.created_at, a.signed_in_at, r.role
from account_role r join account a on a.account_id = r.account_id where r.site_id = :site_id order by a.name, a.account_id;

-- name: any_account
-- Whether anybody can sign in at all.
select account_id from account limit 1;

-- name: another_owner
-- Whether somebody else owns the instance, and can.
select account_id from account where is_owner = 1 and disabled_at is null and account_id <> :account_id limit 1;

-- name: give_role
-- What an account may do on a site from now on.
insert into account_role (account_id, site_id, role, given_at) values (:account_id, :site_id, :role, :given_at)
on conflict (account_id, site_id) do update set role = :role, given_at = :given_at;

-- name: take_role
-- An account may do nothing more there.
delete from account_role where account_id = :account_id and site_id = :site_id;

-- name: set_owner
-- Whether an account owns the instance.
update account set is_owner = :is_owner where account_id = :account_id;

-- name: set_disabled
-- Whether an account may be signed in to.
update account set disabled_at = :disabled_at where account_id = :account_id;

-- name: add_link
-- A link that works once.
insert into account_link (mark, purpose, account_id, site_id, role, created_at, expires_at)
values (:mark, :purpose, :account_id, :site_id, :role, :created_at, :expires_at);

-- name: end_links
-- Links of one purpose that lead to an account, or to none, work no more.
delete from account_link where purpose = :purpose and coalesce(account_id, 0) = :account_id and used_at is null;

-- name: set_code_secret
-- What an account's one-time codes are made of, or that it does without.
update account set totp_secret = :secret, totp_step = :step where account_id = :account_id;

-- name: use_code_step
-- A code is used once, and none of before it any more.
update account set totp_step = :step where account_id = :account_id and totp_step < :step returning account_id;

-- name: add_recovery
-- A code for the day when the device is lost.
insert into account_recovery (account_id, mark) values (:account_id, :mark);

-- name: end_recoveries
-- An account's recovery codes work no more.
delete from account_recovery where account_id = :account_id;

-- name: use_recovery
-- One of them is used up.
update account_recovery set used_at = :used_at where account_id = :account_id and mark = :mark and used_at is null
returning mark;

-- name: spend_once
-- What works once was used; nothing comes back where it was before.
insert into account_spent (mark, forget_at) values (:mark, :forget_at) on conflict (mark) do nothing returning mark;

-- name: prove_session
-- The same person proved it once more; the session goes on under another word.
update account_session set mark = :new_mark, proven_at = :proven_at, seen_at = :proven_at where mark = :mark;

-- name: sessions_of_account
-- Where somebody is signed in, the last used first.
select mark, created_at, proven_at, seen_at, browser from account_session where account_id = :account_id
order by seen_at desc, created_at desc;

-- name: rename_account
-- What other moderators see.
update account set name = :name where account_id = :account_id;

-- name: readdress_account
-- Another address, unless somebody has it.
update account set email_lookup = :lookup, email_cipher = :cipher, wrapped_key = :wrapped_key, key_version = :key_version
where account_id = :account_id and not exists (
  select 1 from account o where o.email_lookup = :lookup and o.account_id <> :account_id)
returning account_id;

-- name: set_password
-- Another passphrase.
update account set password_hash = :password_hash where account_id = :account_id;

-- name: renew_password
-- The same passphrase at another cost.
update account set password_hash = :new where account_id = :account_id and password_hash = :old;

-- name: count_recoveries
-- How many recovery codes are left.
select count(*) from account_recovery where account_id = :account_id and used_at is null;

-- name: add_passkey
-- The public half of a key; nothing where it is known.
insert into account_passkey (account_id, credential_id, public_key, sign_count, name, created_at)
values (:account_id, :credential_id, :public_key, :sign_count, :name, :created_at)
on conflict (credential_id) do nothing returning account_id;

-- name: passkey_by_id
-- Whose passkey this is.
select account_id, credential_id, public_key, sign_count, name, created_at, used_at from account_passkey
where credential_id = :credential_id;

-- name: passkeys_of_account
-- An account's passkeys, the first made first.
select account_id, credential_id, public_key, sign_count, name, created_at, used_at from account_passkey
where account_id = :account_id order by created_at, credential_id;

-- name: use_passkey
-- It was used.
update account_passkey set sign_count = :sign_count, used_at = :used_at where credential_id = :credential_id;

-- name: remove_passkey
-- It works no more.
delete from account_passkey where account_id = :account_id and credential_id = :credential_id;

-- name: link_by_mark
-- A link that was not used yet.
select mark, purpose, account_id, site_id, role, created_at, expires_at from account_link
where mark = :mark and used_at is null;

-- name: use_link
-- A link is used once.
update account_link set used_at = :used_at where mark = :mark and used_at is null returning mark;

-- name: attempt_by_mark
-- How often somebody failed.
select failures, until from account_attempt where mark = :mark;

-- name: keep_attempt
-- And once more.
insert into account_attempt (mark, failures, until) values (:mark, :failures, :until)
on conflict (mark) do update set failures = :failures, until = :until;

-- name: forget_attempt
-- It was right at last.
delete from account_attempt where mark = :mark;

-- name: forget_attempts
-- Nobody tried there for long.
delete from account_attempt where until < :before;

-- name: forget_spent
-- What expired by itself need not be remembered.
delete from account_spent where forget_at < :now;

-- name: forget_sessions
-- Sessions that are over.
delete from account_session where seen_at < :idle_before or created_at < :old_before;

-- name: forget_links
-- Links that expired.
delete from account_link where expires_at < :now;

-- name: filters_of_account
-- The filters of the queue that somebody keeps, by name.
select name, query from account_filter where account_id = :account_id order by name;

-- name: keep_filter
-- One more, or another under a name that is there.
insert into account_filter (account_id, name, query) values (:account_id, :name, :query)
on conflict (account_id, name) do update set query = excluded.query;

-- name: drop_filter
-- One less.
delete from account_filter where account_id = :account_id and name = :name;
