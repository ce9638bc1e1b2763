-- name: thread_by_key
-- A thread by one of its keys.
select t.site_id, t.id, t.public_id, t.url, t.title, t.closed_at, t.count, t.roots, t.last_number, t.pings, t.version,
  t.created_at, t.last_posted_at
from thread_key k join thread t on t.site_id = k.site_id and t.id = k.thread_id
where k.site_id = :site_id and k.key = :key;

-- name: thread_by_id
-- A thread by its own id.
select site_id, id, public_id, url, title, closed_at, count, roots, last_number, pings, version, created_at,
  last_posted_at
from thread where site_id = :site_id and id = :id;

-- name: thread_by_public_id
-- A thread as a link names it.
select site_id, id, public_id, url, title, closed_at, count, roots, last_number, pings, version, created_at,
  last_posted_at
from thread where site_id = :site_id and public_id = :public_id;

-- name: explicit_keys_of_thread
-- The owner's own ids of a thread.
select key from thread_key where site_id = :site_id and thread_id = :thread_id and key >= 'id:' and key < 'id;';

-- name: add_thread
-- The first post gives birth to a thread.
insert into thread (site_id, id, public_id, url, title, closed_at, created_at, last_number)
values (:site_id, :id, :public_id, :url, :title, :closed_at, :created_at, :last_number);

-- name: add_thread_key
-- One more way to find a thread; the first to claim a key has it.
insert into thread_key (site_id, key, rules_version, thread_id, created_at)
values (:site_id, :key, :rules_version, :thread_id, :created_at)
on conflict (site_id, key) do nothing;

-- name: count_up_thread
-- A thread's counters move with the fact they count; a reader sees a new version.
update thread set count = count + :count, roots = roots + :roots, pings = pings + :pings,
  last_number = last_number + :numbers, version = version + :seen,
  last_posted_at = case when :posted_at > coalesce(last_posted_at, 0) then :posted_at else last_posted_at end
where site_id = :site_id and id = :id
returning last_number, version;

-- name: touch_thread
-- Something that readers see has changed.
update thread set version = version + 1 where site_id = :site_id and id = :id returning version;

-- name: touch_threads_of_persona
-- A picture arrived: every thread in which it is seen has new bytes.
update thread set version = version + 1
where site_id = :site_id and id in (
  select c.thread_id from comment c where c.site_id = :site_id and c.persona_id = :persona_id)
returning id;

-- name: close_thread
-- No more comments from this moment.
update thread set closed_at = :closed_at, version = version + 1 where site_id = :site_id and id = :id;

-- name: raise_last_number
-- An import brings numbers of its own; the next one must be higher.
update thread set last_number = :last_number where site_id = :site_id and id = :id and last_number < :last_number;

-- name: threads_after
-- The threads of a site in the order they began, for the export.
select site_id, id, public_id, url, title, closed_at, count, roots, last_number, pings, version, created_at,
  last_posted_at
from thread where site_id = :site_id and id > :after order by id limit :limit;
