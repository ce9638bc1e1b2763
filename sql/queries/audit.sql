-- name: last_of_audit
-- The end of a site's chain: where the next row goes, and what it seals.
select seq, seal from audit where site_id = :site_id order by seq desc limit 1;

-- name: add_to_audit
-- Somebody did something.
insert into audit (site_id, seq, at, account_id, actor, verb, thread_id, comment_id, person_id, act_id, detail, seal)
values (:site_id, :seq, :at, :account_id, :actor, :verb, :thread_id, :comment_id, :person_id, :act_id, :detail, :seal);

-- name: add_act
-- A decision that can be taken back.
insert into act (site_id, id, account_id, verb, done_at, changed)
values (:site_id, :id, :account_id, :verb, :done_at, :changed);

-- name: add_act_change
-- How one thing was before a decision, and how it left it.
insert into act_change (site_id, act_id, position, kind, thread_id, subject_id, was, became)
values (:site_id, :act_id, :position, :kind, :thread_id, :subject_id, :was, :became);
