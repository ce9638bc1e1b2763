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
