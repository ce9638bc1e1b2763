-- name: avatar_by_id
-- The picture that a public avatar id names, if one was fetched.
select p.handle, p.avatar_version, a.content_type, a.small, a.large
from persona p left join avatar a on a.site_id = p.site_id and a.persona_id = p.id
where p.site_id = :site_id and p.avatar_id = :avatar_id;

-- name: await_avatar
-- A picture may be had for this persona.
insert into avatar (site_id, persona_id, due_at) values (:site_id, :persona_id, :due_at)
on conflict (site_id, persona_id) do nothing;

-- name: avatar_of_persona
-- What is remembered of a persona's picture.
select content_type, misses, due_at, small, large from avatar where site_id = :site_id and persona_id = :persona_id;

-- name: keep_avatar
-- A picture came, or the knowledge that there is none.
update avatar set content_type = :content_type, small = :small, large = :large, fetched_at = :fetched_at,
  misses = :misses, due_at = :due_at
where site_id = :site_id and persona_id = :persona_id;

-- name: postpone_avatar
-- Nothing came; the old picture stays and the next try waits longer.
update avatar set misses = :misses, due_at = :due_at where site_id = :site_id and persona_id = :persona_id;

-- name: raise_avatar_version
-- The picture's address changes with the picture.
update persona set avatar_version = avatar_version + 1 where site_id = :site_id and id = :persona_id
returning avatar_id, avatar_version;

-- name: avatar_is_due
-- Whether a picture is to be asked for.
select 1 from avatar where due_at is not null and due_at <= :until limit 1;

-- name: claim_avatars
-- A sweep takes the pictures to ask for, the longest waiting first, until its lease is over; where several processes
-- write, each passes over what another is just taking.
with due as materialized (
  select a.site_id, a.persona_id from avatar a
  where a.due_at is not null and a.due_at <= :until
  order by a.due_at limit :limit /* postgres: for update skip locked */)
update avatar set due_at = :lease_until where (site_id, persona_id) in (select site_id, persona_id from due)
returning site_id, persona_id;

-- name: await_avatars_of_site
-- The owner decided anew about pictures: every persona with an address is to be asked for again.
insert into avatar (site_id, persona_id, due_at)
select p.site_id, p.id, :due_at from persona p join person q on q.site_id = p.site_id and q.id = p.person_id
where p.site_id = :site_id and q.email_cipher is not null
on conflict (site_id, persona_id) do update set due_at = excluded.due_at, misses = 0;
