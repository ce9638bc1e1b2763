-- name: person_by_email
-- Whose address it is on this site, and who that is by now: another person, after a merge.
select id, coalesce(merged_into, id) from person where site_id = :site_id and email_lookup = :email_lookup;

-- name: person_by_id
-- A person, and the other one that it is by now.
select site_id, id, merged_into from person where site_id = :site_id and id = :id;

-- name: add_person
-- A person, with the email sealed; nobody new if the site knows the address.
insert into person (site_id, id, email_lookup, email_cipher, key_version, created_at)
values (:site_id, :id, :email_lookup, :email_cipher, :key_version, :created_at)
on conflict (site_id, email_lookup) where email_lookup is not null do nothing;

-- name: add_person_key
-- The key that opens one person's email; the first one stays.
insert into person_key (site_id, person_id, wrapped_key, key_version)
values (:site_id, :person_id, :wrapped_key, :key_version)
on conflict (site_id, person_id) do nothing;

-- name: add_persona
-- One browser's use of an address.
insert into persona (site_id, id, person_id, handle, avatar_id, created_at, merged_from)
values (:site_id, :id, :person_id, :handle, :avatar_id, :created_at, :merged_from);

-- name: persona_by_handle
-- The persona that a writer token names, if it belongs to that address.
select p.site_id, p.id, p.person_id, p.handle, p.avatar_id, p.avatar_version, p.generation, p.trusted_at
from person q join persona p on p.site_id = q.site_id and p.person_id = coalesce(q.merged_into, q.id)
where q.site_id = :site_id and q.email_lookup = :email_lookup and p.handle = :handle;

-- name: persona_by_id
-- A persona by its id.
select site_id, id, person_id, handle, avatar_id, avatar_version, generation, trusted_at
from persona where site_id = :site_id and id = :id;

-- name: email_of_persona
-- The sealed address that a persona used, for those who may open it.
select q.id, q.email_cipher, k.wrapped_key, k.key_version
from persona p join person q on q.site_id = p.site_id and q.id = coalesce(p.merged_from, p.person_id)
join person_key k on k.site_id = q.site_id and k.person_id = q.id
where p.site_id = :site_id and p.id = :id and q.email_cipher is not null;

-- name: trust_persona
-- What it proves to have written needs no moderator, or does again.
update persona set trusted_at = :trusted_at where site_id = :site_id and id = :id;

-- name: merge_personas
-- One person's personas go to another; each remembers whose address it used.
update persona set person_id = :into, merged_from = coalesce(merged_from, person_id)
where site_id = :site_id and person_id = :person_id;

-- name: return_personas
-- The personas that used one person's address go to another person, or home.
update persona set person_id = :into, merged_from = nullif(merged_from, :into)
where site_id = :site_id and merged_from = :person_id;

-- name: set_person_merged
-- A person is another one from now on, or is itself again.
update person set merged_into = :into where site_id = :site_id and id = :id;

-- name: lead_merged_persons
-- Whoever was merged into one person is another from now on, so that one step always leads to the last.
update person set merged_into = :into where site_id = :site_id and merged_into = :person_id
returning id;

-- name: lead_bans
-- What is not wanted of one person is not wanted of another.
update ban set person_id = :into where site_id = :site_id and person_id = :person_id
returning id;

-- name: lead_ban
-- A ban is of another person, if it still is of the one that it is thought of.
update ban set person_id = :into where site_id = :site_id and id = :id and person_id = :person_id;

-- name: persons_before
-- A site's persons as the desk lists them, the youngest first, each under the name that was used last.
select p.id, p.created_at, p.confirmed_at, p.email_lookup is not null, p.note,
  (select c.name from persona a join comment c on c.site_id = :site_id and c.persona_id = a.id
    where a.site_id = :site_id and a.person_id = p.id order by c.posted_at desc limit 1)
from person p
where p.site_id = :site_id and p.id < :before and p.merged_into is null and (cast(:only as bigint) = 0 or p.id = :only)
order by p.id desc limit :limit;

-- name: personas_of_person
-- The browsers that somebody used, the youngest first.
select id, avatar_id, avatar_version, trusted_at, confirmed_at, created_at from persona
where site_id = :site_id and person_id = :person_id order by id desc limit :limit;

-- name: names_of_person
-- Under which names somebody wrote, and what was written last.
select c.name, count(*), max(c.posted_at), max(c.public_id) from persona a
join comment c on c.site_id = :site_id and c.persona_id = a.id
where a.site_id = :site_id and a.person_id = :person_id group by c.name order by 3 desc limit :limit;

-- name: sealed_email_of_person
-- An address for whoever may open it.
select p.email_cipher, k.wrapped_key, p.key_version from person p
join person_key k on k.site_id = :site_id and k.person_id = p.id
where p.site_id = :site_id and p.id = :id and p.email_cipher is not null;

-- name: note_person
-- What moderators tell each other of a person.
update person set note = :note where site_id = :site_id and id = :id;
