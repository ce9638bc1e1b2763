-- name: person_by_email
-- Who stands behind an address on this site.
select id from person where site_id = :site_id and email_lookup = :email_lookup;

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
insert into persona (site_id, id, person_id, handle, avatar_id, created_at)
values (:site_id, :id, :person_id, :handle, :avatar_id, :created_at);

-- name: persona_by_handle
-- The persona that a writer token names, if it belongs to that address.
select p.site_id, p.id, p.person_id, p.handle, p.avatar_id, p.avatar_version, p.generation, p.trusted_at
from persona p join person q on q.site_id = p.site_id and q.id = p.person_id
where p.site_id = :site_id and p.handle = :handle and q.email_lookup = :email_lookup;

-- name: persona_by_id
-- A persona by its id.
select site_id, id, person_id, handle, avatar_id, avatar_version, generation, trusted_at
from persona where site_id = :site_id and id = :id;

-- name: email_of_persona
-- The sealed address behind a persona, for those who may open it.
select q.id, q.email_cipher, k.wrapped_key, k.key_version
from persona p join person q on q.site_id = p.site_id and q.id = p.person_id
join person_key k on k.site_id = q.site_id and k.person_id = q.id
where p.site_id = :site_id and p.id = :id and q.email_cipher is not null;

-- name: trust_persona
-- What it proves to have written needs no moderator, or does again.
update persona set trusted_at = :trusted_at where site_id = :site_id and id = :id;
