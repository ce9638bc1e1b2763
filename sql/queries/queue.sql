-- name: queue_of_site_oldest
-- A site's comments in one state, oldest first: only where each comment stands, and its name.
select c.posted_at, c.id, c.public_id from comment c
where c.site_id = :site_id and c.state = :state
  and (c.posted_at, c.id) > (:low_at, :low_id) and (c.posted_at, c.id) < (:high_at, :high_id)
  and (:reason = '' or ' ' || c.reasons || ' ' like '% ' || :reason || ' %')
order by c.posted_at, c.id limit :limit;

-- name: queue_of_site_newest
-- A site's comments in one state, newest first: only where each comment stands, and its name.
select c.posted_at, c.id, c.public_id from comment c
where c.site_id = :site_id and c.state = :state
  and (c.posted_at, c.id) > (:low_at, :low_id) and (c.posted_at, c.id) < (:high_at, :high_id)
  and (:reason = '' or ' ' || c.reasons || ' ' like '% ' || :reason || ' %')
order by c.posted_at desc, c.id desc limit :limit;

-- name: queue_of_thread_oldest
-- A conversation's comments in one state, oldest first: only where each comment stands, and its name.
-- The state is hidden from the planner: a conversation lies together, a site's state may be most of the site.
select c.posted_at, c.id, c.public_id from comment c
where c.site_id = :site_id and coalesce(c.state, '') = :state
  and c.thread_id = (select t.id from thread t where t.site_id = :site_id and t.public_id = :thread)
  and (c.posted_at, c.id) > (:low_at, :low_id) and (c.posted_at, c.id) < (:high_at, :high_id)
  and (:reason = '' or ' ' || c.reasons || ' ' like '% ' || :reason || ' %')
order by c.posted_at, c.id limit :limit;

-- name: queue_of_thread_newest
-- A conversation's comments in one state, newest first: only where each comment stands, and its name.
-- The state is hidden from the planner: a conversation lies together, a site's state may be most of the site.
select c.posted_at, c.id, c.public_id from comment c
where c.site_id = :site_id and coalesce(c.state, '') = :state
  and c.thread_id = (select t.id from thread t where t.site_id = :site_id and t.public_id = :thread)
  and (c.posted_at, c.id) > (:low_at, :low_id) and (c.posted_at, c.id) < (:high_at, :high_id)
  and (:reason = '' or ' ' || c.reasons || ' ' like '% ' || :reason || ' %')
order by c.posted_at desc, c.id desc limit :limit;

-- name: queue_of_person_oldest
-- A person's comments in one state, oldest first: only where each comment stands, and its name.
select c.posted_at, c.id, d.public_id from persona p cross join comment c cross join comment d
where p.site_id = :site_id and p.person_id = :person_id
  and c.site_id = p.site_id and c.persona_id = p.id and c.state = :state
  and d.site_id = c.site_id and d.thread_id = c.thread_id and d.id = c.id
  and (:thread = '' or c.thread_id = (select t.id from thread t where t.site_id = :site_id and t.public_id = :thread))
  and (c.posted_at, c.id) > (:low_at, :low_id) and (c.posted_at, c.id) < (:high_at, :high_id)
  and (:reason = '' or ' ' || d.reasons || ' ' like '% ' || :reason || ' %')
order by c.posted_at, c.id limit :limit;

-- name: queue_of_person_newest
-- A person's comments in one state, newest first: only where each comment stands, and its name.
select c.posted_at, c.id, d.public_id from persona p cross join comment c cross join comment d
where p.site_id = :site_id and p.person_id = :person_id
  and c.site_id = p.site_id and c.persona_id = p.id and c.state = :state
  and d.site_id = c.site_id and d.thread_id = c.thread_id and d.id = c.id
  and (:thread = '' or c.thread_id = (select t.id from thread t where t.site_id = :site_id and t.public_id = :thread))
  and (c.posted_at, c.id) > (:low_at, :low_id) and (c.posted_at, c.id) < (:high_at, :high_id)
  and (:reason = '' or ' ' || d.reasons || ' ' like '% ' || :reason || ' %')
order by c.posted_at desc, c.id desc limit :limit;

-- name: count_by_state
-- How many comments a site has in each state: counted in the index, and no further than it is worth knowing.
select
  (select count(*) from (select 1 from comment where site_id = :site_id and state = 'held' limit :most) held),
  (select count(*) from (select 1 from comment where site_id = :site_id and state = 'spam' limit :most) spam),
  (select count(*) from (select 1 from comment where site_id = :site_id and state = 'published' limit :most) published),
  (select count(*) from (select 1 from comment where site_id = :site_id and state = 'rejected' limit :most) rejected),
  (select count(*) from (select 1 from comment where site_id = :site_id and state = 'withdrawn' limit :most) withdrawn);

-- name: cards
-- Up to fifty comments of a site with all that somebody who decides wants to know; slots that are not needed are null.
with wanted (id) as (values
  (cast(:id_00 as text)), (:id_01), (:id_02), (:id_03), (:id_04), (:id_05), (:id_06), (:id_07), (:id_08), (:id_09),
  (:id_10), (:id_11), (:id_12), (:id_13), (:id_14), (:id_15), (:id_16), (:id_17), (:id_18), (:id_19),
  (:id_20), (:id_21), (:id_22), (:id_23), (:id_24), (:id_25), (:id_26), (:id_27), (:id_28), (:id_29),
  (:id_30), (:id_31), (:id_32), (:id_33), (:id_34), (:id_35), (:id_36), (:id_37), (:id_38), (:id_39),
  (:id_40), (:id_41), (:id_42), (:id_43), (:id_44), (:id_45), (:id_46), (:id_47), (:id_48), (:id_49))
select c.thread_id, c.id, c.public_id, c.depth, c.kind, c.state, c.state_at, c.state_by, c.reasons, c.shown,
  c.shown_children, c.badge, c.name, c.website, c.source_text, c.source_format, c.html, c.posted_at, c.edited_at,
  c.pinned_at,
  (select count(*) from comment_revision r
    where r.site_id = c.site_id and r.thread_id = c.thread_id and r.comment_id = c.id),
  (select a.name from account a where 'account:' || a.account_id = c.state_by),
  t.public_id, t.url, t.title, t.roots, t.closed_at, t.locked_at,
  m.public_id, m.name, m.state, m.posted_at, substr(m.source_text, 1, 400), m.shown_children,
  p.id, p.avatar_id, p.avatar_version, p.trusted_at, p.confirmed_at, q.id, q.note,
  q.email_cipher, k.wrapped_key, k.key_version
from wanted w cross join comment c join thread t on t.site_id = c.site_id and t.id = c.thread_id
left join comment m on m.site_id = c.site_id and m.thread_id = c.thread_id and m.id = c.parent_id
left join persona p on p.site_id = c.site_id and p.id = c.persona_id
left join person q on q.site_id = p.site_id and q.id = p.person_id
left join person_key k on k.site_id = q.site_id and k.person_id = q.id
where c.site_id = :site_id and c.public_id = w.id;

-- name: histories
-- What up to fifty persons of a site wrote so far: how many comments in each state, and since when.
with wanted (id) as (values
  (cast(:id_00 as bigint)), (:id_01), (:id_02), (:id_03), (:id_04), (:id_05), (:id_06), (:id_07), (:id_08), (:id_09),
  (:id_10), (:id_11), (:id_12), (:id_13), (:id_14), (:id_15), (:id_16), (:id_17), (:id_18), (:id_19),
  (:id_20), (:id_21), (:id_22), (:id_23), (:id_24), (:id_25), (:id_26), (:id_27), (:id_28), (:id_29),
  (:id_30), (:id_31), (:id_32), (:id_33), (:id_34), (:id_35), (:id_36), (:id_37), (:id_38), (:id_39),
  (:id_40), (:id_41), (:id_42), (:id_43), (:id_44), (:id_45), (:id_46), (:id_47), (:id_48), (:id_49))
select p.person_id, c.state, count(*), min(c.posted_at)
from wanted w cross join persona p cross join comment c
where p.site_id = :site_id and p.person_id = w.id and c.site_id = p.site_id and c.persona_id = p.id
group by p.person_id, c.state;

-- name: acts_of_comments
-- What was done to up to fifty comments and not taken back, the last thing last.
with wanted (id) as (values
  (cast(:id_00 as bigint)), (:id_01), (:id_02), (:id_03), (:id_04), (:id_05), (:id_06), (:id_07), (:id_08), (:id_09),
  (:id_10), (:id_11), (:id_12), (:id_13), (:id_14), (:id_15), (:id_16), (:id_17), (:id_18), (:id_19),
  (:id_20), (:id_21), (:id_22), (:id_23), (:id_24), (:id_25), (:id_26), (:id_27), (:id_28), (:id_29),
  (:id_30), (:id_31), (:id_32), (:id_33), (:id_34), (:id_35), (:id_36), (:id_37), (:id_38), (:id_39),
  (:id_40), (:id_41), (:id_42), (:id_43), (:id_44), (:id_45), (:id_46), (:id_47), (:id_48), (:id_49))
select x.subject_id, a.id, a.verb, a.done_at, a.changed, u.name
from wanted w cross join act_change x join act a on a.site_id = x.site_id and a.id = x.act_id
left join account u on u.account_id = a.account_id
where x.site_id = :site_id and x.kind in ('state', 'words', 'pin', 'place') and a.undone_at is null and x.subject_id = w.id
order by x.act_id;

-- name: ancestors
-- What a comment answers, what that answers, and so on: from the root down to its parent.
with recursive chain (id, parent_id, up) as (
  select c.id, c.parent_id, 0 from comment c
  where c.site_id = :site_id and c.thread_id = :thread_id and c.id = :id
  union all
  select m.id, m.parent_id, n.up + 1 from chain n
  join comment m on m.site_id = :site_id and m.thread_id = :thread_id and m.id = n.parent_id where n.up < :most)
select c.public_id, c.name, c.state, c.posted_at, substr(c.source_text, 1, 400), c.shown_children
from chain n join comment c on c.site_id = :site_id and c.thread_id = :thread_id and c.id = n.id
where n.up > 0 order by n.up desc;

-- name: siblings_before
-- What was said at the same place just before a comment, the nearest first.
select c.public_id, c.name, c.state, c.posted_at, substr(c.source_text, 1, 400), c.shown_children from comment c
where c.site_id = :site_id and c.thread_id = :thread_id and coalesce(c.parent_id, 0) = :parent_id and c.shown = 1
  and c.id < :id order by c.id desc limit :limit;

-- name: siblings_after
-- And just after it.
select c.public_id, c.name, c.state, c.posted_at, substr(c.source_text, 1, 400), c.shown_children from comment c
where c.site_id = :site_id and c.thread_id = :thread_id and coalesce(c.parent_id, 0) = :parent_id and c.shown = 1
  and c.id > :id order by c.id limit :limit;

-- name: audit_of_comment
-- Who did what to one comment, the last thing first.
select a.seq, a.at, a.actor, u.name, a.verb, a.act_id, a.detail
from (select l.seq from audit l where l.site_id = :site_id and l.comment_id = :comment_id
  order by l.seq desc limit :limit) n
join audit a on a.site_id = :site_id and a.seq = n.seq
left join account u on u.account_id = a.account_id order by a.seq desc;
