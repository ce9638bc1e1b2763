-- name: make_instance
-- Stamp a new database; an old one keeps what it has.
insert into instance (one, hashids_salt, secret_fingerprint, created_at)
values (1, :hashids_salt, :secret_fingerprint, :created_at)
on conflict (one) do nothing;

-- name: instance
-- What this database is.
select hashids_salt, secret_fingerprint, created_at from instance where one = 1;

-- name: rewrite_instance
-- Write what is there already, to see that the database takes it.
update instance set created_at = created_at where one = 1;

-- name: schema
-- How new this database's tables are, and how new a program must be for them.
select max(version), max(oldest) from schema_version;

-- name: add_site
-- A new site takes the next number.
insert into site (site_id, key, name, settings, version, created_at)
select coalesce(max(site_id), 0) + 1, :key, :name, :settings, 1, :created_at from site where true
returning site_id;

-- name: site_by_key
-- A site by its public key.
select s.site_id, s.key, s.name, s.settings, s.version, s.created_at, i.hashids_salt
from site s join instance i on i.one = 1 where s.key = :key;

-- name: site_by_id
-- A site by its number, for events and deliveries.
select s.site_id, s.key, s.name, s.settings, s.version, s.created_at, i.hashids_salt
from site s join instance i on i.one = 1 where s.site_id = :site_id;

-- name: list_sites
-- All sites of the instance, for its owner.
select s.site_id, s.key, s.name, s.settings, s.version, s.created_at, i.hashids_salt
from site s join instance i on i.one = 1 order by s.site_id;

-- name: origins_of_site
-- Where a site's pages are, the first one first.
select origin from site_origin where site_id = :site_id order by position, origin;

-- name: add_origin
-- A site may be embedded by one more origin.
insert into site_origin (site_id, position, origin) values (:site_id, :position, :origin)
on conflict (site_id, origin) do update set position = excluded.position;

-- name: remove_origins
-- Before the list of origins is written anew.
delete from site_origin where site_id = :site_id;

-- name: change_site
-- New name or settings; the version is part of every ETag.
update site set name = :name, settings = :settings, version = version + 1 where site_id = :site_id
returning version;

-- name: site_is_used
-- Whether anything was ever said on a site; such a site is only removed on purpose.
select exists (select 1 from thread where site_id = :site_id);

-- name: remove_act_change_of_site
-- One step of removing a whole site.
delete from act_change where site_id = :site_id;

-- name: remove_act_of_site
-- One step of removing a whole site.
delete from act where site_id = :site_id;

-- name: remove_audit_of_site
-- One step of removing a whole site.
delete from audit where site_id = :site_id;

-- name: remove_ban_of_site
-- One step of removing a whole site.
delete from ban where site_id = :site_id;

-- name: remove_comment_network_of_site
-- One step of removing a whole site.
delete from comment_network where site_id = :site_id;

-- name: remove_number_alias_of_site
-- One step of removing a whole site.
delete from number_alias where site_id = :site_id;

-- name: remove_comment_alias_of_site
-- One step of removing a whole site.
delete from comment_alias where site_id = :site_id;

-- name: remove_comment_revision_of_site
-- One step of removing a whole site.
delete from comment_revision where site_id = :site_id;

-- name: remove_comment_of_site
-- One step of removing a whole site.
delete from comment where site_id = :site_id;

-- name: remove_search_doc_of_site
-- One step of removing a whole site.
delete from search_doc where site_id = :site_id;

-- name: remove_search_due_of_site
-- One step of removing a whole site.
delete from search_due where site_id = :site_id;

-- name: remove_avatar_of_site
-- One step of removing a whole site.
delete from avatar where site_id = :site_id;

-- name: remove_persona_of_site
-- One step of removing a whole site.
delete from persona where site_id = :site_id;

-- name: remove_person_key_of_site
-- One step of removing a whole site.
delete from person_key where site_id = :site_id;

-- name: remove_person_of_site
-- One step of removing a whole site.
delete from person where site_id = :site_id;

-- name: remove_thread_key_of_site
-- One step of removing a whole site.
delete from thread_key where site_id = :site_id;

-- name: remove_thread_of_site
-- One step of removing a whole site.
delete from thread where site_id = :site_id;

-- name: remove_delivery_of_site
-- One step of removing a whole site.
delete from delivery where site_id = :site_id;

-- name: remove_event_of_site
-- One step of removing a whole site.
delete from event where site_id = :site_id;

-- name: remove_site_origin_of_site
-- One step of removing a whole site.
delete from site_origin where site_id = :site_id;

-- name: remove_site_of_site
-- One step of removing a whole site.
delete from site where site_id = :site_id;

-- name: remove_account_role_of_site
-- What anybody was there.
delete from account_role where site_id = :site_id;

-- name: remove_account_link_of_site
-- Invitations to it.
delete from account_link where site_id = :site_id;
