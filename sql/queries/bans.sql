-- name: add_ban
-- Somebody or something is not wanted from now on.
insert into ban (site_id, id, kind, person_id, pattern, network_mark, verdict, is_shadow, note, account_id, created_at,
  expires_at)
values (:site_id, :id, :kind, :person_id, :pattern, :network_mark, :verdict, :is_shadow, :note, :account_id,
  :created_at, :expires_at);

-- name: bans_of_site
-- All that a site has, those that were lifted too, the newest first.
select site_id, id, kind, person_id, pattern, network_mark, verdict, is_shadow, note, hits, hit_at, account_id,
  created_at, expires_at, lifted_at
from ban where site_id = :site_id order by id desc;

-- name: bans_standing
-- Those that a comment is weighed by; which are over, the clock says.
select site_id, id, kind, person_id, pattern, network_mark, verdict, is_shadow, note, hits, hit_at, account_id,
  created_at, expires_at, lifted_at
from ban where site_id = :site_id and lifted_at is null order by id;

-- name: ban_by_id
-- One ban.
select site_id, id, kind, person_id, pattern, network_mark, verdict, is_shadow, note, hits, hit_at, account_id,
  created_at, expires_at, lifted_at
from ban where site_id = :site_id and id = :id;

-- name: lift_ban
-- It weighs no more, or does again.
update ban set lifted_at = :lifted_at where site_id = :site_id and id = :id;

-- name: count_ban_hit
-- A comment met it.
update ban set hits = hits + 1, hit_at = :now where site_id = :site_id and id = :id;

-- name: keep_network
-- From which network a comment came, as a keyed hash, for some days.
insert into comment_network (site_id, comment_id, network_mark, forget_at)
values (:site_id, :comment_id, :network_mark, :forget_at);

-- name: network_of_comment
-- The keyed hash of the network from which a comment came, where it is kept.
select network_mark from comment_network where site_id = :site_id and comment_id = :comment_id;

-- name: forget_networks
-- What was kept for long enough, on all sites.
delete from comment_network where forget_at <= :now;
