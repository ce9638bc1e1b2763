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

-- name: add_to_act
-- A bulk goes on under the same act; where its changes go is told by how many there are then.
update act set changed = changed + :more where site_id = :site_id and id = :id returning changed;

-- name: act_by_id
-- One decision, for whoever wants to take it back.
select site_id, id, account_id, verb, done_at, changed, undone_at from act where site_id = :site_id and id = :id;

-- name: changes_to_undo
-- What of an act still stands, the last change first.
select position, kind, thread_id, subject_id, was, became from act_change
where site_id = :site_id and act_id = :act_id and undone is null order by position desc limit :limit;

-- name: settle_change
-- A change was brought back, or left alone.
update act_change set undone = :undone where site_id = :site_id and act_id = :act_id and position = :position;

-- name: settle_act
-- All of an act was taken back, but for what was left alone.
update act set undone_at = :undone_at where site_id = :site_id and id = :id;

-- name: acts_before
-- What was decided on a site, the newest first.
select site_id, id, account_id, verb, done_at, changed, undone_at from act
where site_id = :site_id and (done_at, id) < (:done_at, :before) order by done_at desc, id desc limit :limit;

-- name: audit_after
-- A site's chain from some row on, for whoever proves or exports it.
select site_id, seq, at, account_id, actor, verb, thread_id, comment_id, person_id, act_id, detail, seal from audit
where site_id = :site_id and seq > :after order by seq limit :limit;

-- name: audit_before
-- A site's chain as people read it, the newest first, with the names of accounts and comments' public ids.
select a.seq, a.at, a.actor, u.name, a.verb, c.public_id, c.name, a.act_id, a.detail, t.done_at, t.undone_at
from audit a left join act t on t.site_id = :site_id and t.id = a.act_id
left join account u on u.account_id = a.account_id
left join comment c on c.site_id = :site_id and c.thread_id = a.thread_id and c.id = a.comment_id
where a.site_id = :site_id and a.seq < :before order by a.seq desc limit :limit;
