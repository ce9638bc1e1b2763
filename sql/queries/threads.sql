-- name: thread_by_key
-- A thread by one of its keys.
select t.site_id, t.id, t.public_id, t.url, t.title, t.closed_at, t.count, t.roots, t.last_number, t.pings, t.version,
  t.created_at, t.last_posted_at, t.locked_at, t.merged_into
from thread_key k join thread t on t.site_id = k.site_id and t.id = k.thread_id
where k.site_id = :site_id and k.key = :key;

-- name: counts_by_keys
-- The counts of up to a hundred threads; slots that are not needed are null, which equals nothing.
select k.key, t.count
from thread_key k join thread t on t.site_id = k.site_id and t.id = k.thread_id
where k.site_id = :site_id and k.key in (
  :key_00, :key_01, :key_02, :key_03, :key_04, :key_05, :key_06, :key_07, :key_08, :key_09,
  :key_10, :key_11, :key_12, :key_13, :key_14, :key_15, :key_16, :key_17, :key_18, :key_19,
  :key_20, :key_21, :key_22, :key_23, :key_24, :key_25, :key_26, :key_27, :key_28, :key_29,
  :key_30, :key_31, :key_32, :key_33, :key_34, :key_35, :key_36, :key_37, :key_38, :key_39,
  :key_40, :key_41, :key_42, :key_43, :key_44, :key_45, :key_46, :key_47, :key_48, :key_49,
  :key_50, :key_51, :key_52, :key_53, :key_54, :key_55, :key_56, :key_57, :key_58, :key_59,
  :key_60, :key_61, :key_62, :key_63, :key_64, :key_65, :key_66, :key_67, :key_68, :key_69,
  :key_70, :key_71, :key_72, :key_73, :key_74, :key_75, :key_76, :key_77, :key_78, :key_79,
  :key_80, :key_81, :key_82, :key_83, :key_84, :key_85, :key_86, :key_87, :key_88, :key_89,
  :key_90, :key_91, :key_92, :key_93, :key_94, :key_95, :key_96, :key_97, :key_98, :key_99);

-- name: thread_by_id
-- A thread by its own id.
select site_id, id, public_id, url, title, closed_at, count, roots, last_number, pings, version, created_at,
  last_posted_at, locked_at, merged_into
from thread where site_id = :site_id and id = :id;

-- name: thread_by_public_id
-- A thread as a link names it.
select site_id, id, public_id, url, title, closed_at, count, roots, last_number, pings, version, created_at,
  last_posted_at, locked_at, merged_into
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
returning site_id, id, public_id, url, title, closed_at, count, roots, last_number, pings, version, created_at,
  last_posted_at, locked_at, merged_into;

-- name: touch_thread
-- Something that readers see has changed.
update thread set version = version + 1 where site_id = :site_id and id = :id returning version;

-- name: touch_threads_of_persona
-- A picture arrived: every thread in which it is seen has new bytes.
update thread set version = version + 1
where site_id = :site_id and id in (
  select c.thread_id from comment c where c.site_id = :site_id and c.persona_id = :persona_id)
returning id;

-- name: set_doors_of_thread
-- Whether it takes comments (closed), and whether anything at all (locked).
update thread set closed_at = :closed_at, locked_at = :locked_at, version = version + 1
where site_id = :site_id and id = :id;

-- name: raise_last_number
-- An import brings numbers of its own; the next one must be higher.
update thread set last_number = :last_number where site_id = :site_id and id = :id and last_number < :last_number;

-- name: threads_after
-- The threads of a site in the order they began, for the export.
select site_id, id, public_id, url, title, closed_at, count, roots, last_number, pings, version, created_at,
  last_posted_at, locked_at, merged_into
from thread where site_id = :site_id and id > :after order by id limit :limit;

-- name: threads_before
-- A site's threads as the desk lists them: the youngest first, without those that were merged away.
select site_id, id, public_id, url, title, closed_at, count, roots, last_number, pings, version, created_at,
  last_posted_at, locked_at, merged_into
from thread
where site_id = :site_id and id < :before and merged_into is null
  and (:words = '' or lower(title) like :words escape '\' or url like :words escape '\')
order by id desc limit :limit;
