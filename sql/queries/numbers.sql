-- name: comments_per_day
-- How many comments of a state were written on each day since a moment; days since the epoch, UTC.
select posted_at / 86400000, count(*) from comment
where site_id = :site_id and state = :state and posted_at >= :since group by 1 order by 1;

-- name: liveliest_threads
-- Where most was published since a moment.
select t.public_id, t.title, t.url, m.n from (
  select thread_id, count(*) as n from comment
  where site_id = :site_id and state = 'published' and posted_at >= :since
  group by thread_id order by n desc, thread_id limit :limit
) m join thread t on t.site_id = :site_id and t.id = m.thread_id order by m.n desc, t.id;

-- name: waits_of_decisions
-- How long comments had waited that the last entries of the audit tell a decision of, in milliseconds.
select a.at - c.posted_at from audit a
join comment c on c.site_id = :site_id and c.thread_id = a.thread_id and c.id = a.comment_id
where a.site_id = :site_id and a.seq > :after and a.verb in ('approve', 'reject', 'spam') and a.at >= c.posted_at;
