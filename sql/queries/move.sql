-- name: move
-- What `chimein move` has begun here; while there is such a row, nobody else writes.
select id, side, other, owed, since from move where one = 1;

-- name: begin_move
-- From now on this database is left, or filled.
insert into move (one, id, side, other, owed, since) values (1, :id, :side, :other, :owed, :since);

-- name: change_move
-- It has come a step further.
update move set side = :side, owed = :owed where one = 1;

-- name: end_move
-- From now on everybody writes again.
delete from move where one = 1;
