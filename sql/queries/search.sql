-- name: search_is_due
-- Whether any comment is to be looked at, on all sites of the database.
select 1 from search_due limit 1;

-- name: note_for_search
-- A comment came without an event of its own.
insert into search_due (site_id, comment_id, thread_id) values (:site_id, :comment_id, :thread_id)
on conflict (site_id, comment_id) do update set thread_id = excluded.thread_id;

-- name: due_for_search
-- The next comments whose words are to be taken apart.
select site_id, comment_id, thread_id from search_due limit :limit;

-- name: keep_document
-- The words of a comment as they are searched; the former ones were forgotten before.
insert into search_doc (site_id, comment_id, thread_id, doc, posted_at, words)
values (:site_id, :comment_id, :thread_id, :doc, :posted_at, :words);

-- name: forget_document
-- A comment is searched no more.
delete from search_doc where site_id = :site_id and comment_id = :comment_id;

-- name: settle_search
-- This comment was looked at.
delete from search_due where site_id = :site_id and comment_id = :comment_id;

-- name: documents_after
-- What is searched of a site, beside what the comments say by now, for the check.
select d.comment_id, d.words, c.public_id, c.state, c.name, c.source_text, c.source_format
from search_doc d
left join comment c on c.site_id = d.site_id and c.thread_id = d.thread_id and c.id = d.comment_id
where d.site_id = :site_id and d.comment_id > :after
  and not exists (select 1 from search_due u where u.site_id = d.site_id and u.comment_id = d.comment_id)
order by d.comment_id limit :limit;

-- name: count_unsearched
-- How many comments of a site should be found by their words and are not, nor will be in a moment.
select count(*) from comment c
where c.site_id = :site_id and c.state in ('held', 'spam', 'published', 'rejected')
  and not exists (select 1 from search_doc d where d.site_id = c.site_id and d.comment_id = c.id)
  and not exists (select 1 from search_due u where u.site_id = c.site_id and u.comment_id = c.id);
