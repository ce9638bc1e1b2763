-- name: queue_of_words_oldest
-- A site's comments in one state in which some words stand, oldest first.
select c.posted_at, c.id, c.public_id
from search m cross join search_doc d cross join comment c
where m.search match :match and d.site_id = :site_id and d.doc = m.rowid
  and c.site_id = d.site_id and c.thread_id = d.thread_id and c.id = d.comment_id and coalesce(c.state, '') = :state
  and (:thread = '' or c.thread_id = (select t.id from thread t where t.site_id = :site_id and t.public_id = :thread))
  and (cast(:person_id as bigint) = 0 or exists (select 1 from persona p
    where p.site_id = c.site_id and p.id = c.persona_id and p.person_id = :person_id))
  and (:reason = '' or ' ' || c.reasons || ' ' like '% ' || :reason || ' %')
  and (d.posted_at, d.comment_id) > (:low_at, :low_id) and (d.posted_at, d.comment_id) < (:high_at, :high_id)
order by d.posted_at, d.comment_id limit :limit;

-- name: queue_of_words_newest
-- A site's comments in one state in which some words stand, newest first.
select c.posted_at, c.id, c.public_id
from search m cross join search_doc d cross join comment c
where m.search match :match and d.site_id = :site_id and d.doc = m.rowid
  and c.site_id = d.site_id and c.thread_id = d.thread_id and c.id = d.comment_id and coalesce(c.state, '') = :state
  and (:thread = '' or c.thread_id = (select t.id from thread t where t.site_id = :site_id and t.public_id = :thread))
  and (cast(:person_id as bigint) = 0 or exists (select 1 from persona p
    where p.site_id = c.site_id and p.id = c.persona_id and p.person_id = :person_id))
  and (:reason = '' or ' ' || c.reasons || ' ' like '% ' || :reason || ' %')
  and (d.posted_at, d.comment_id) > (:low_at, :low_id) and (d.posted_at, d.comment_id) < (:high_at, :high_id)
order by d.posted_at desc, d.comment_id desc limit :limit;

-- name: index_document
-- The words of a comment enter the index.
insert into search (rowid, words)
select doc, words from search_doc where site_id = :site_id and comment_id = :comment_id;

-- name: unindex_document
-- The words of a comment leave the index, as long as it is known which they were.
insert into search (search, rowid, words)
select 'delete', doc, words from search_doc where site_id = :site_id and comment_id = :comment_id;

-- name: unindex_site
-- The same for a site that is being removed.
insert into search (search, rowid, words) select 'delete', doc, words from search_doc where site_id = :site_id;
