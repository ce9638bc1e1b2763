-- name: roots_oldest
-- A page of roots, the first said first.
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies,
  case when c.pinned_at is null then c.badge else trim(coalesce(c.badge, '') || ' pinned') end,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version
from comment c left join persona p on p.site_id = c.site_id and p.id = c.persona_id
where c.site_id = :site_id and c.thread_id = :thread_id and c.parent_id is null and c.shown = 1
  and c.kind = 'comment'
order by c.number limit :limit offset :offset;

-- name: roots_newest
-- A page of roots, the last said first.
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies,
  case when c.pinned_at is null then c.badge else trim(coalesce(c.badge, '') || ' pinned') end,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version
from comment c left join persona p on p.site_id = c.site_id and p.id = c.persona_id
where c.site_id = :site_id and c.thread_id = :thread_id and c.parent_id is null and c.shown = 1
  and c.kind = 'comment'
order by c.number desc limit :limit offset :offset;

-- name: first_roots_oldest
-- The first page of roots, the first said first, and whatever is pinned of the others.
with page as (
  select f.id from (select c.id from comment c
    where c.site_id = :site_id and c.thread_id = :thread_id and c.parent_id is null and c.shown = 1
      and c.kind = 'comment'
    order by c.number limit :limit) f
  union
  select c.id from comment c
  where c.site_id = :site_id and c.thread_id = :thread_id and c.pinned_at is not null and c.parent_id is null
    and c.shown = 1 and c.kind = 'comment')
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies,
  case when c.pinned_at is null then c.badge else trim(coalesce(c.badge, '') || ' pinned') end,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version
from page
join comment c on c.site_id = :site_id and c.thread_id = :thread_id and c.id = page.id
left join persona p on p.site_id = c.site_id and p.id = c.persona_id;

-- name: first_roots_newest
-- The first page of roots, the last said first, and whatever is pinned of the others.
with page as (
  select f.id from (select c.id from comment c
    where c.site_id = :site_id and c.thread_id = :thread_id and c.parent_id is null and c.shown = 1
      and c.kind = 'comment'
    order by c.number desc limit :limit) f
  union
  select c.id from comment c
  where c.site_id = :site_id and c.thread_id = :thread_id and c.pinned_at is not null and c.parent_id is null
    and c.shown = 1 and c.kind = 'comment')
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies,
  case when c.pinned_at is null then c.badge else trim(coalesce(c.badge, '') || ' pinned') end,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version
from page
join comment c on c.site_id = :site_id and c.thread_id = :thread_id and c.id = page.id
left join persona p on p.site_id = c.site_id and p.id = c.persona_id;

-- name: whole_thread
-- A thread that fits on one page, as it lies on the disk: without a search for each comment. It stops after :most rows
-- of any state; whether all is there, the counts tell.
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies,
  case when c.pinned_at is null then c.badge else trim(coalesce(c.badge, '') || ' pinned') end,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version
from comment c left join persona p on p.site_id = c.site_id and p.id = c.persona_id
where c.site_id = :site_id and c.thread_id = :thread_id and c.shown = 1 and c.kind = 'comment'
  and c.id < coalesce((select e.id from comment e where e.site_id = :site_id and e.thread_id = :thread_id
    order by e.id limit 1 offset :most), 9223372036854775807)
order by c.id;

-- name: told_thread
-- The same thread as text that is ready but for the places and the words; of a tombstone, its state and whether it is
-- pinned.
select c.id, c.parent_id, c.public_id, c.number, c.shown_replies, c.posted_at,
  case when c.state = 'published' then c.said when c.pinned_at is null then c.state else c.state || ' pinned' end, c.tree
from comment c
where c.site_id = :site_id and c.thread_id = :thread_id and c.shown = 1 and c.kind = 'comment'
  and c.id < coalesce((select e.id from comment e where e.site_id = :site_id and e.thread_id = :thread_id
    order by e.id limit 1 offset :most), 9223372036854775807)
order by c.id;

-- name: replies_of_page
-- The first window of replies beneath each root of a page, in one statement however many roots there are.
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies, c.badge,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version
from comment r
join comment c on c.site_id = r.site_id and c.thread_id = r.thread_id and c.root_id = r.id
  and c.parent_id is not null and c.shown = 1
  and c.posted_at <= case when r.shown_replies <= :window then 9223372036854775807 else (select w.posted_at
    from comment w
    where w.site_id = r.site_id and w.thread_id = r.thread_id and w.root_id = r.id and w.parent_id is not null
      and w.shown = 1
    order by w.posted_at, w.id limit 1 offset :window - 1) end
left join persona p on p.site_id = c.site_id and p.id = c.persona_id
where r.site_id = :site_id and r.thread_id = :thread_id and r.parent_id is null and r.shown = 1
  and r.kind = 'comment' and r.number between :low and :high
order by r.number, c.posted_at, c.id;

-- name: replies_of_first_page
-- The same of a page on which roots from elsewhere are pinned.
with r as (
  select e.id, e.number, e.shown_replies from comment e
  where e.site_id = :site_id and e.thread_id = :thread_id and e.parent_id is null and e.shown = 1
    and e.kind = 'comment' and e.number between :low and :high
  union
  select e.id, e.number, e.shown_replies from comment e
  where e.site_id = :site_id and e.thread_id = :thread_id and e.pinned_at is not null and e.parent_id is null
    and e.shown = 1 and e.kind = 'comment')
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies, c.badge,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version
from r
join comment c on c.site_id = :site_id and c.thread_id = :thread_id and c.root_id = r.id
  and c.parent_id is not null and c.shown = 1
  and c.posted_at <= case when r.shown_replies <= :window then 9223372036854775807 else (select w.posted_at
    from comment w
    where w.site_id = :site_id and w.thread_id = :thread_id and w.root_id = r.id and w.parent_id is not null
      and w.shown = 1
    order by w.posted_at, w.id limit 1 offset :window - 1) end
left join persona p on p.site_id = c.site_id and p.id = c.persona_id
order by r.number, c.posted_at, c.id;

-- name: replies_after
-- The next window of a long branch.
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies, c.badge,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version, m.public_id
from comment c left join persona p on p.site_id = c.site_id and p.id = c.persona_id
left join comment m on m.site_id = c.site_id and m.thread_id = c.thread_id and m.id = c.parent_id
where c.site_id = :site_id and c.thread_id = :thread_id and c.root_id = :root_id and c.parent_id is not null
  and c.shown = 1 and (c.posted_at, c.id) > (:posted_at, :after)
order by c.posted_at, c.id limit :limit;

-- name: count_replies_after
-- How many replies of a branch follow.
select count(*) from comment c
where c.site_id = :site_id and c.thread_id = :thread_id and c.root_id = :root_id and c.parent_id is not null
  and c.shown = 1 and (c.posted_at, c.id) > (:posted_at, :after);

-- name: roots_before
-- At which place a root stands, counted from the oldest, and whether it is pinned.
select count(*), (select r.pinned_at from comment r
  where r.site_id = :site_id and r.thread_id = :thread_id and r.id = :id)
from comment
where site_id = :site_id and thread_id = :thread_id and parent_id is null and shown = 1 and kind = 'comment'
  and number < :number;

-- name: pings_of_thread
-- Other sites' mentions of the page.
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies, c.badge,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, null, null
from comment c
where c.site_id = :site_id and c.thread_id = :thread_id and c.kind <> 'comment' and c.state = 'published'
order by c.posted_at, c.id limit :limit;

-- name: shown_comment
-- One comment as readers see it.
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies,
  case when c.pinned_at is null then c.badge else trim(coalesce(c.badge, '') || ' pinned') end,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version, m.public_id
from comment c left join persona p on p.site_id = c.site_id and p.id = c.persona_id
left join comment m on m.site_id = c.site_id and m.thread_id = c.thread_id and m.id = c.parent_id
where c.site_id = :site_id and c.thread_id = :thread_id and c.id = :id;

-- name: newest_of_thread
-- The newest published comments of a thread, for its feed.
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies, c.badge,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version, null
from comment c left join persona p on p.site_id = c.site_id and p.id = c.persona_id
where c.site_id = :site_id and c.thread_id = :thread_id and c.state = 'published' and c.kind = 'comment'
order by c.id desc limit :limit;

-- name: newest_of_site
-- The newest comments of a site in one state, for its feeds.
select c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown_replies, c.badge,
  c.name, c.website, c.tree, c.html, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version, null,
  t.public_id, t.url, t.title
from comment c left join persona p on p.site_id = c.site_id and p.id = c.persona_id
join thread t on t.site_id = c.site_id and t.id = c.thread_id
where c.site_id = :site_id and c.state = :state
order by c.posted_at desc, c.id desc limit :limit;
