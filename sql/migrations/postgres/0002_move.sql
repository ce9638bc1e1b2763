-- At most one row: this database is being left for another, was left, or is being filled. While it stands, nothing else
-- is written here, so that no comment is acknowledged that the other database lacks. It is never copied itself.
-- Programs that do not look here must not write: no mark lets older ones go on.
-- Writers take a ROW SHARE lock on this table before they look into it (store/postgres.py).
create table move (
  one bigint primary key check (one = 1),
  id text not null,                    -- random, the same on both sides: this source goes with this target
  side text collate "C" not null check (side in ('leaving', 'left', 'arriving')),
  other text not null,                 -- the other database, without its password
  owed text not null default '[]',     -- JSON list of what an arriving one still lacks: indexes and references, as statements
  since bigint not null
);
