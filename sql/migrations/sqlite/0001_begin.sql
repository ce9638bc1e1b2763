-- The facts that a comment system cannot be given later without pain.
-- Times are epoch milliseconds (UTC). Ids are made by the application (rules/ids.py). Every key begins with site_id.

-- One row: what this database is.
create table instance (
  one integer primary key check (one = 1),
  hashids_salt text not null,          -- of the public ids; a hashid hides nothing and permits nothing
  secret_fingerprint text not null,    -- of the 32-byte secret that lives outside the database
  created_at integer not null
) strict;

create table site (
  site_id integer primary key,         -- 1, 2, 3 …: the site's number in public ids
  key text not null unique,            -- public, in the snippet
  name text not null,
  settings text not null,              -- JSON object of those that differ from the defaults
  version integer not null default 1,  -- rises with each change of settings or origins; part of every ETag
  created_at integer not null
) strict;

-- Exact scheme://host[:port] of a page that may embed the site; the first is the one that links fall back to.
create table site_origin (
  site_id integer not null references site (site_id),
  origin text not null,                -- right after site_id: SQLite before 3.41 misreads a key with a gap in its checks
  position integer not null,
  primary key (site_id, origin)
) strict, without rowid;

create table thread (
  site_id integer not null references site (site_id),
  id integer not null,
  public_id text not null,
  url text not null,                   -- the page, as a link that people may follow
  title text not null,
  closed_at integer,                   -- by a moderator or an import; null: open (unless close_days says otherwise)
  count integer not null default 0,    -- published comments and replies; no tombstones, no held ones, no pings
  roots integer not null default 0,    -- roots that are shown, tombstones among them: what pages are made of
  last_number integer not null default 0, -- numbers are never reused
  pings integer not null default 0,    -- published pingbacks and trackbacks, shown apart
  version integer not null default 1,  -- rises with each change that a reader can see
  created_at integer not null,
  last_posted_at integer,              -- of the newest published comment
  primary key (site_id, id)
) strict, without rowid;
create unique index thread_by_public_id on thread (site_id, public_id);

-- Every look-up of a thread goes through here: aliases, merges, late explicit ids and changed rules are rows, not code.
create table thread_key (
  site_id integer not null,
  key text not null,                   -- 'url:…' or 'id:…'
  rules_version integer not null,
  thread_id integer not null,
  created_at integer not null,
  primary key (site_id, key),
  foreign key (site_id, thread_id) references thread (site_id, id)
) strict, without rowid;
create index thread_key_of_thread on thread_key (site_id, thread_id);

-- Whoever stands behind one email on one site. The email is here, sealed, and nowhere else.
create table person (
  site_id integer not null references site (site_id),
  id integer not null,
  email_lookup blob,                   -- keyed hash bound to the site; null: imported without an email
  email_cipher blob,
  key_version integer not null,
  confirmed_at integer,
  created_at integer not null,
  primary key (site_id, id)
) strict, without rowid;
create unique index person_by_email on person (site_id, email_lookup) where email_lookup is not null;

-- The data key that opens one person's email. Erasing this row is the erasure.
create table person_key (
  site_id integer not null,
  person_id integer not null,
  wrapped_key blob not null,
  key_version integer not null,
  primary key (site_id, person_id),
  foreign key (site_id, person_id) references person (site_id, id)
) strict, without rowid;

-- One browser's use of an address. Avatar and handle are random, never derived.
create table persona (
  site_id integer not null,
  id integer not null,
  person_id integer not null,
  handle text not null,                -- names the persona inside its writer token
  avatar_id text not null,             -- names its picture: the site's number, '-', a random word
  avatar_version integer not null default 1, -- rises when the picture changes
  generation integer not null default 1,     -- of the writer token; raising it revokes
  confirmed_at integer,
  created_at integer not null,
  primary key (site_id, id),
  foreign key (site_id, person_id) references person (site_id, id)
) strict, without rowid;
create unique index persona_by_avatar on persona (site_id, avatar_id);
-- By handle too, which is only looked for among a person's: an index of random words alone would cost each post a page.
create unique index persona_of_person on persona (site_id, person_id, handle);

-- The picture that was fetched for a persona, or the memory that there was none.
create table avatar (
  site_id integer not null,
  persona_id integer not null,
  content_type text,                   -- null: no picture, the generated one is shown
  small blob,                          -- 80 px
  large blob,                          -- 160 px
  fetched_at integer,                  -- of the picture
  misses integer not null default 0,   -- answers "there is none" or failures in a row; the wait doubles with each
  due_at integer,                      -- when to ask again; null: never
  primary key (site_id, persona_id),
  foreign key (site_id, persona_id) references persona (site_id, id)
) strict, without rowid;
create index avatar_due on avatar (due_at) where due_at is not null;

-- Clustered by thread, so that a page of a thread lies together (see ARCHITECTURE.md for the measurement).
create table comment (
  site_id integer not null,
  thread_id integer not null,
  id integer not null,
  public_id text not null,
  parent_id integer,                   -- the true parent, whatever depth is shown; null: a root
  root_id integer not null,            -- itself for a root
  depth integer not null,              -- 0 for a root
  number integer,                      -- of a root, given when it is first published; never reused
  kind text not null check (kind in ('comment', 'pingback', 'trackback')),
  state text not null check (state in (
    'held',       -- awaits a moderator        -> published, rejected, spam, withdrawn
    'published',  --                           -> rejected, spam, withdrawn, erased, held (edited and judged again)
    'rejected',   -- by a moderator            -> published
    'spam',       -- by the rules or by hand   -> published, rejected
    'withdrawn',  -- by its writer             -> erased
    'erased'      -- nothing of it is left
  )),
  state_at integer not null,
  state_by text not null,              -- 'rules', 'writer', 'import', 'shell', later an account
  reasons text not null default '',    -- of the verdict, separated by spaces
  shown integer not null default 0,    -- 1: published, or a tombstone that holds shown replies up
  shown_children integer not null default 0, -- direct replies that are shown
  shown_replies integer not null default 0,  -- of a root: all shown descendants
  persona_id integer,                  -- null: pings, and the site's own words
  badge text,                          -- 'site'; never follows from a typed email
  name text not null,
  website text,
  source_text text not null,
  source_format text not null check (source_format in ('markdown', 'html', 'text')),
  said text not null,                  -- what readers are told but for its place and words, as JSON (rules/said.py)
  tree text not null,                  -- JSON, see the docs
  html text not null,
  renderer_version integer not null,
  text_mark blob,                      -- of the folded text: finds repetitions within the thread
  posted_at integer not null,
  edited_at integer,
  generation integer not null default 1, -- of the edit token; raising it revokes
  idempotency_mark blob,               -- hash of the key that the writer's client chose
  request_mark blob,                   -- hash of the request that came with it
  votes_up integer not null default 0,
  votes_down integer not null default 0,
  primary key (site_id, thread_id, id),
  foreign key (site_id, thread_id) references thread (site_id, id),
  foreign key (site_id, thread_id, parent_id) references comment (site_id, thread_id, id),
  foreign key (site_id, persona_id) references persona (site_id, id)
) strict, without rowid;
create unique index comment_by_public_id on comment (site_id, public_id);
-- A page of a thread: its shown roots by number.
create index comment_roots on comment (site_id, thread_id, number) where parent_id is null and shown = 1 and kind = 'comment';
-- The replies beneath a root, as they are read.
create index comment_replies on comment (site_id, thread_id, root_id, posted_at, id) where parent_id is not null and shown = 1;
-- Pings are few and shown apart.
create index comment_pings on comment (site_id, thread_id, posted_at, id) where kind <> 'comment' and state = 'published';
-- The queues of the desk and the feed of a site.
create index comment_by_state on comment (site_id, state, posted_at, id);
-- A persona's history: trust, and the threads whose bytes change with its picture.
create index comment_by_persona on comment (site_id, persona_id) where persona_id is not null;
create unique index comment_by_idempotency on comment (site_id, idempotency_mark) where idempotency_mark is not null;
-- Repetitions within a thread.
create index comment_by_text on comment (site_id, thread_id, text_mark, posted_at) where text_mark is not null;

-- What an edit replaced.
create table comment_revision (
  site_id integer not null,
  thread_id integer not null,
  comment_id integer not null,
  revision integer not null,           -- 1, 2, 3 …
  name text not null,
  website text,
  source_text text not null,
  source_format text not null,
  replaced_at integer not null,
  primary key (site_id, thread_id, comment_id, revision),
  foreign key (site_id, thread_id, comment_id) references comment (site_id, thread_id, id)
) strict, without rowid;

-- The names a comment bore elsewhere: a second import adds nothing, and old permalinks keep working.
create table comment_alias (
  site_id integer not null,
  source text not null,
  source_id text not null,
  thread_id integer not null,
  comment_id integer not null,
  fragment text,
  primary key (site_id, source, source_id),
  foreign key (site_id, thread_id, comment_id) references comment (site_id, thread_id, id)
) strict, without rowid;
create index comment_alias_of_thread on comment_alias (site_id, thread_id, fragment);
create index comment_alias_of_comment on comment_alias (site_id, thread_id, comment_id);

-- Numbers that roots had before their thread was merged into another.
create table number_alias (
  site_id integer not null,
  thread_id integer not null,          -- the thread of old
  number integer not null,
  into_thread_id integer not null,
  comment_id integer not null,
  primary key (site_id, thread_id, number),
  foreign key (site_id, into_thread_id, comment_id) references comment (site_id, thread_id, id)
) strict, without rowid;

-- Past-tense facts, ids only, written in the same transaction as what they tell of. Append-only.
create table event (
  site_id integer not null references site (site_id),
  id integer not null,
  kind text not null,
  thread_id integer,
  comment_id integer,
  persona_id integer,
  happened_at integer not null,
  primary key (site_id, id)
) strict, without rowid;

-- One effect's try at one event.
create table delivery (
  site_id integer not null,
  event_id integer not null,
  effect text not null,
  due_at integer not null,
  tries integer not null default 0,
  state text not null check (state in ('pending', 'running', 'done', 'failed')),
  outcome text not null default '',    -- named: 'hit', 'none', 'timeout' …
  settled_at integer,
  primary key (site_id, event_id, effect),
  foreign key (site_id, event_id) references event (site_id, id)
) strict, without rowid;
create index delivery_due on delivery (state, due_at) where state in ('pending', 'running');
-- What is over and may be forgotten after a while.
create index delivery_settled on delivery (settled_at) where settled_at is not null;

-- How much of an allowance is spent, where several processes count together (one alone counts in its memory). No fact:
-- who is meant cannot be told from a mark, a row is forgotten minutes later, and nothing points from or to it.
create table bucket (
  site_id integer not null,
  mark blob not null,                -- keyed hash of verb, network and day
  arrival integer not null,          -- when it will be full again (the theoretical arrival time of rules/limits.py)
  primary key (site_id, mark)
) strict, without rowid;
