-- name: comment_by_public_id
-- A comment as a link or a client names it.
select site_id, thread_id, id, public_id, parent_id, root_id, depth, number, kind, state, shown, shown_children,
  persona_id, badge, name, website, source_text, source_format, posted_at, edited_at, generation, reasons
from comment where site_id = :site_id and public_id = :public_id;

-- name: comment_by_id
-- A comment of a known thread.
select site_id, thread_id, id, public_id, parent_id, root_id, depth, number, kind, state, shown, shown_children,
  persona_id, badge, name, website, source_text, source_format, posted_at, edited_at, generation, reasons
from comment where site_id = :site_id and thread_id = :thread_id and id = :id;

-- name: comment_by_idempotency
-- Whether this key was used, and for what.
select thread_id, id, request_mark from comment
where site_id = :site_id and idempotency_mark = :idempotency_mark;

-- name: comment_by_text
-- Whether the same words were said in this thread lately.
select id from comment
where site_id = :site_id and thread_id = :thread_id and text_mark = :text_mark and posted_at > :since limit 1;

-- name: published_by_persona
-- Whether a persona was ever published: then it is no longer new.
select exists (select 1 from comment
where site_id = :site_id and persona_id = :persona_id and state = 'published');

-- name: add_comment
-- A comment becomes a fact; a colliding id takes a new one.
insert into comment (site_id, thread_id, id, public_id, parent_id, root_id, depth, number, kind, state, state_at,
  state_by, reasons, shown, persona_id, badge, name, website, source_text, source_format, said, tree,
  html, renderer_version, text_mark, posted_at, edited_at, idempotency_mark, request_mark, votes_up, votes_down)
values (:site_id, :thread_id, :id, :public_id, :parent_id, :root_id, :depth, :number, :kind, :state, :state_at,
  :state_by, :reasons, :shown, :persona_id, :badge, :name, :website, :source_text, :source_format, :said, :tree,
  :html, :renderer_version, :text_mark, :posted_at, :edited_at, :idempotency_mark, :request_mark, :votes_up, :votes_down);

-- name: decided_last
-- When a comment got its state, and by whom.
select state_at, state_by from comment where site_id = :site_id and thread_id = :thread_id and id = :id;

-- name: set_state
-- A comment is judged, withdrawn or restored.
update comment set state = :state, state_at = :state_at, state_by = :state_by, shown = :shown, number = :number
where site_id = :site_id and thread_id = :thread_id and id = :id;

-- name: set_shown
-- A tombstone appears or disappears with the replies that it holds up.
update comment set shown = :shown, number = :number
where site_id = :site_id and thread_id = :thread_id and id = :id;

-- name: count_children
-- One reply more or less is shown right below a comment.
update comment set shown_children = shown_children + :change
where site_id = :site_id and thread_id = :thread_id and id = :id
returning shown_children;

-- name: count_replies
-- Replies more or less are shown somewhere below a root.
update comment set shown_replies = shown_replies + :change
where site_id = :site_id and thread_id = :thread_id and id = :id;

-- name: edit_comment
-- The writer's new words; the old ones were kept as a revision.
update comment set name = :name, website = :website, source_text = :source_text, tree = :tree, html = :html,
  renderer_version = :renderer_version, text_mark = :text_mark, edited_at = :edited_at, reasons = :reasons,
  edited_by = null
where site_id = :site_id and thread_id = :thread_id and id = :id;

-- name: add_revision
-- What an edit replaced.
insert into comment_revision (site_id, thread_id, comment_id, revision, name, website, source_text, source_format,
  replaced_at)
select :site_id, :thread_id, :comment_id, coalesce(max(revision), 0) + 1, :name, :website, :source_text,
  :source_format, :replaced_at
from comment_revision where site_id = :site_id and thread_id = :thread_id and comment_id = :comment_id;

-- name: keep_words
-- Before the site rewords a comment, or brings its words back: as they are, with their forms.
insert into comment_revision (site_id, thread_id, comment_id, revision, name, website, source_text, source_format,
  replaced_at, replaced_by, tree, html, renderer_version, text_mark)
select c.site_id, c.thread_id, c.id, (select coalesce(max(r.revision), 0) + 1 from comment_revision r
    where r.site_id = :site_id and r.thread_id = :thread_id and r.comment_id = :id), c.name, c.website, c.source_text,
  c.source_format, :replaced_at, :replaced_by, c.tree, c.html, c.renderer_version, c.text_mark
from comment c where c.site_id = :site_id and c.thread_id = :thread_id and c.id = :id
returning revision;

-- name: words_of_revision
-- What was kept, to bring it back.
select name, website, source_text, source_format, tree, html, renderer_version, text_mark from comment_revision
where site_id = :site_id and thread_id = :thread_id and comment_id = :id and revision = :revision;

-- name: reword_comment
-- The site's words instead of the writer's; what they replaced was kept.
update comment set name = :name, website = :website, source_text = :source_text, source_format = :source_format,
  tree = :tree, html = :html, renderer_version = :renderer_version, text_mark = :text_mark, edited_at = :edited_at,
  edited_by = :edited_by
where site_id = :site_id and thread_id = :thread_id and id = :id;

-- name: reworded_last
-- When a comment's words were last changed, and by whom; null: by its writer.
select edited_at, edited_by from comment where site_id = :site_id and thread_id = :thread_id and id = :id;

-- name: pin_comment
-- Shown first from now on, or no longer.
update comment set pinned_at = :pinned_at where site_id = :site_id and thread_id = :thread_id and id = :id;

-- name: facts_to_say
-- What readers are told of a comment but for its place and words.
select c.kind, case when c.pinned_at is null then c.badge else trim(coalesce(c.badge, '') || ' pinned') end, c.name,
  c.website, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version
from comment c left join persona p on p.site_id = c.site_id and p.id = c.persona_id
where c.site_id = :site_id and c.thread_id = :thread_id and c.id = :id;

-- name: set_said
-- The same as the text that readers get.
update comment set said = :said where site_id = :site_id and thread_id = :thread_id and id = :id;

-- name: show_face
-- Another picture stands beside everything that a persona said.
update comment set said = replace(said, :was, :now) where site_id = :site_id and persona_id = :persona_id;

-- name: said_in_thread
-- What is told of each comment of a thread, and the facts of which it is made, for the self-check.
select c.kind, case when c.pinned_at is null then c.badge else trim(coalesce(c.badge, '') || ' pinned') end, c.name,
  c.website, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version, c.said
from comment c left join persona p on p.site_id = c.site_id and p.id = c.persona_id
where c.site_id = :site_id and c.thread_id = :thread_id;

-- name: pinned_at
-- Since when a comment is shown first.
select pinned_at from comment where site_id = :site_id and thread_id = :thread_id and id = :id;

-- name: count_pinned
-- How many comments of a thread are pinned.
select count(*) from comment where site_id = :site_id and thread_id = :thread_id and pinned_at is not null;

-- name: comments_of_person
-- What somebody wrote on a site as whichever persona, between two places, the oldest first.
select c.site_id, c.thread_id, c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown,
  c.shown_children, c.persona_id, c.badge, c.name, c.website, c.source_text, c.source_format, c.posted_at,
  c.edited_at, c.generation, c.reasons
from persona p join comment c on c.site_id = :site_id and c.persona_id = p.id
where p.site_id = :site_id and p.person_id = :person_id and (c.posted_at, c.id) > (:posted_at, :after)
  and c.posted_at <= :upto
order by c.posted_at, c.id limit :limit;

-- name: revisions_of_comment
-- The history of a comment's words, oldest first.
select name, website, source_text, source_format, replaced_at, replaced_by from comment_revision
where site_id = :site_id and thread_id = :thread_id and comment_id = :comment_id order by revision;

-- name: comments_by_state
-- What awaits a decision, oldest first.
select c.site_id, c.thread_id, c.id, c.public_id, c.parent_id, c.root_id, c.depth, c.number, c.kind, c.state, c.shown,
  c.shown_children, c.persona_id, c.badge, c.name, c.website, c.source_text, c.source_format, c.posted_at,
  c.edited_at, c.generation, c.reasons, t.url, t.title
from comment c join thread t on t.site_id = c.site_id and t.id = c.thread_id
where c.site_id = :site_id and c.state = :state and (c.posted_at, c.id) > (:posted_at, :after)
order by c.posted_at, c.id limit :limit;

-- name: comments_of_thread_after
-- All comments of a thread by time, for the export.
select c.id, c.public_id, p.public_id, c.number, c.kind, c.state, c.persona_id, c.badge, c.name, c.website,
  c.source_text, c.source_format, c.posted_at, c.edited_at, c.votes_up, c.votes_down
from comment c
left join comment p on p.site_id = c.site_id and p.thread_id = c.thread_id and p.id = c.parent_id
where c.site_id = :site_id and c.thread_id = :thread_id and c.id > :after
order by c.id limit :limit;

-- name: comments_of_older_renderer
-- What an older renderer made, a handful at a time. No index: it is asked once for each new renderer.
select thread_id, id, source_text, source_format from comment
where site_id = :site_id and (thread_id, id) > (:thread_id, :after) and renderer_version < :renderer_version
order by thread_id, id limit :limit;

-- name: set_rendering
-- The same words, rendered anew; words that were edited meanwhile have newer forms already.
update comment set tree = :tree, html = :html, renderer_version = :renderer_version
where site_id = :site_id and thread_id = :thread_id and id = :id and renderer_version < :renderer_version
returning id;

-- name: count_comments
-- How many comments of any state a thread has.
select count(*) from comment where site_id = :site_id and thread_id = :thread_id;

-- name: standing_of_thread
-- What each comment of a thread says of its place, for the recount.
select id, parent_id, root_id, depth, number, kind, state, shown, shown_children, shown_replies
from comment where site_id = :site_id and thread_id = :thread_id order by id;

-- name: add_alias
-- The name a comment bore elsewhere.
insert into comment_alias (site_id, source, source_id, thread_id, comment_id, fragment)
values (:site_id, :source, :source_id, :thread_id, :comment_id, :fragment)
on conflict (site_id, source, source_id) do nothing;

-- name: comment_by_alias
-- Whether this comment of another system is here already.
select thread_id, comment_id from comment_alias
where site_id = :site_id and source = :source and source_id = :source_id;

-- name: comment_by_fragment
-- What an old permalink meant.
select comment_id from comment_alias
where site_id = :site_id and thread_id = :thread_id and fragment = :fragment order by comment_id limit 1;

-- name: aliases_of_comment
-- Every name a comment bore elsewhere.
select source, source_id, fragment from comment_alias
where site_id = :site_id and thread_id = :thread_id and comment_id = :comment_id order by source, source_id;
