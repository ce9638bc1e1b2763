-- name: newest_event_id
-- The highest id so far: one look per site at the end of its log.
select coalesce(max(newest), 0) from (
  select (select e.id from event e where e.site_id = s.site_id order by e.id desc limit 1) as newest from site s) as newest_of_sites;

-- name: add_event
-- A past-tense fact, ids only.
insert into event (site_id, id, kind, thread_id, comment_id, persona_id, happened_at)
values (:site_id, :id, :kind, :thread_id, :comment_id, :persona_id, :happened_at);

-- name: add_delivery
-- One effect owes this event a try.
insert into delivery (site_id, event_id, effect, due_at, state) values (:site_id, :event_id, :effect, :due_at, 'pending');

-- name: claim_deliveries
-- A worker takes what one effect is to do, the longest due first, until its lease is over; what a dead worker holds is
-- due again then. Where several processes write, each passes over what another is just taking.
with due as materialized (
  select d.site_id, d.event_id from delivery d
  where d.state in ('pending', 'running') and d.effect = :effect and d.due_at <= :now
  order by d.due_at limit :limit /* postgres: for update skip locked */)
update delivery set state = 'running', due_at = :lease_until, tries = tries + 1
where effect = :effect and (site_id, event_id) in (select site_id, event_id from due)
returning site_id, event_id, effect, tries;

-- name: event_by_id
-- What a delivery is about.
select kind, thread_id, comment_id, persona_id from event where site_id = :site_id and id = :id;

-- name: release_delivery
-- The worker stops in the middle of it: due again at once, and the try does not count.
update delivery set state = 'pending', due_at = :now, tries = tries - 1
where site_id = :site_id and event_id = :event_id and effect = :effect and state = 'running' and tries = :tries;

-- name: settle_delivery
-- How this try ended; nothing, if the lease ran out and somebody else tries by now.
update delivery set state = :state, due_at = :due_at, outcome = :outcome, settled_at = :settled_at
where site_id = :site_id and event_id = :event_id and effect = :effect and state = 'running' and tries = :tries;

-- name: forget_deliveries
-- What ended long ago, a batch at a time.
with old as materialized (
  select d.site_id, d.event_id, d.effect from delivery d
  where d.settled_at is not null and d.settled_at < :before
  order by d.settled_at limit :limit /* postgres: for update skip locked */)
delete from delivery where (site_id, event_id, effect) in (select site_id, event_id, effect from old)
returning event_id;

-- name: next_delivery
-- When an effect has something to do next.
select due_at from delivery where state in ('pending', 'running') and effect = :effect order by due_at limit 1;

-- name: deliveries_open
-- How many consequences are still to come: a walk through the index of those alone.
select state, count(*) from delivery where state in ('pending', 'running') group by state;

-- name: deliveries_by_state
-- How many deliveries are in each state, for those who operate the instance.
select state, count(*) from delivery group by state;

-- name: delivery_log
-- The last deliveries of a site and how they ended, for those who operate it.
select event_id, effect, state, outcome, tries, due_at, settled_at from delivery
where site_id = :site_id order by event_id desc limit :limit;
