-- name: keys_of_thread
-- All that leads to a thread: its pages' addresses and its owner's own ids.
select key from thread_key where site_id = :site_id and thread_id = :thread_id order by key;

-- name: lead_thread_key
-- A key leads to another thread from now on, if it still leads where it is thought to.
update thread_key set thread_id = :into where site_id = :site_id and key = :key and thread_id = :thread_id
returning key;

-- name: remove_thread_key
-- An address or an own id leads nowhere from now on, if it still leads where it is thought to.
delete from thread_key where site_id = :site_id and key = :key and thread_id = :thread_id
returning key;

-- name: roots_of_thread
-- Where the branches of a thread begin, and their numbers.
select id, number from comment where site_id = :site_id and thread_id = :thread_id and parent_id is null order by id;

-- name: shown_below
-- How many descendants of a comment are shown.
with recursive branch as (
  select r.id, r.shown from comment r where r.site_id = :site_id and r.thread_id = :thread_id and r.id = :id
  union all
  select c.id, c.shown from comment c join branch b on c.parent_id = b.id
  where c.site_id = :site_id and c.thread_id = :thread_id)
select count(case when shown = 1 and id <> :id then 1 end) from branch;

-- name: move_comments
-- A whole thread's comments go to another; their numbers follow behind those that are there.
update comment set thread_id = :into, number = number + :offset
where site_id = :site_id and thread_id = :thread_id;

-- name: move_branch
-- A comment goes to another thread with all that hangs on it, or back below the one that it answered.
update comment set thread_id = :into, root_id = :root_id, depth = depth + :deeper,
  parent_id = case when id = :id then :parent_id else parent_id end,
  number = case when id = :id then :number else number end,
  shown_replies = case when id = :id then :shown_replies else shown_replies end
where site_id = :site_id and thread_id = :thread_id and id in (
  with recursive branch as (
    select r.id from comment r where r.site_id = :site_id and r.thread_id = :thread_id and r.id = :id
    union all
    select c.id from comment c join branch b on c.parent_id = b.id
    where c.site_id = :site_id and c.thread_id = :thread_id)
  select id from branch);

-- name: note_numbers
-- What the roots that came from another thread were called there: all above the last number that was given here.
insert into number_alias (site_id, thread_id, number, into_thread_id, comment_id)
select c.site_id, :thread_id, c.number - :offset, c.thread_id, c.id from comment c
where c.site_id = :site_id and c.thread_id = :into and c.number > :offset
on conflict (site_id, thread_id, number) do nothing;

-- name: note_number
-- What one root was called in the thread that it left.
insert into number_alias (site_id, thread_id, number, into_thread_id, comment_id)
values (:site_id, :thread_id, :number, :into, :comment_id)
on conflict (site_id, thread_id, number) do nothing;

-- name: forget_numbers_at_home
-- Who is back needs no note of what it was called there.
delete from number_alias where site_id = :site_id and thread_id = :thread_id and into_thread_id = :thread_id;

-- name: set_merged_into
-- A thread's comments and keys went to another, or came back.
update thread set merged_into = :into, version = version + 1 where site_id = :site_id and id = :id;

-- name: recount_thread
-- After comments came or went: every counter anew, and a version above any that a reader has seen of either thread.
update thread set count = r.published, roots = r.roots, pings = r.pings, last_posted_at = r.newest,
  last_number = case when :last_number > last_number then :last_number else last_number end,
  version = case when :version > version then :version else version end + 1
from (select
    count(case when c.kind = 'comment' and c.state = 'published' then 1 end) as published,
    count(case when c.kind = 'comment' and c.parent_id is null and c.shown = 1 then 1 end) as roots,
    count(case when c.kind <> 'comment' and c.state = 'published' then 1 end) as pings,
    max(case when c.kind = 'comment' and c.state = 'published' then c.posted_at end) as newest
  from comment c where c.site_id = :site_id and c.thread_id = :id) as r
where thread.site_id = :site_id and thread.id = :id;
