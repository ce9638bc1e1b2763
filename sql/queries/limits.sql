-- name: spend_allowance
-- One more, if the bucket has room for it; what an impossible clock left there counts as empty.
insert into bucket (site_id, mark, arrival) values (:site_id, :mark, :fresh)
on conflict (site_id, mark) do update set
  arrival = case when bucket.arrival < :now or bucket.arrival > :impossible then :fresh else bucket.arrival + :every end
where bucket.arrival <= :latest or bucket.arrival > :impossible
returning arrival;

-- name: bucket_by_mark
-- How full a bucket is that has no room.
select arrival from bucket where site_id = :site_id and mark = :mark;

-- name: forget_buckets
-- A bucket that is empty again says nothing.
delete from bucket where arrival < :now;
