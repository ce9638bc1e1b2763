-- Programs that do not know what is locked, merged or pinned must not write: no mark lets older ones go on.
-- The desk: who signs in, what they may do where, what they decided, and how it is undone.
-- People who sign in belong to the instance, not to a site; everything that is done to a site's comments belongs to it.

-- Whoever signs in. The address is sealed like a commenter's, as that of person `account_id` of site 0.
create table account (
  account_id integer primary key,
  email_lookup blob not null,
  email_cipher blob not null,
  wrapped_key blob not null,
  key_version integer not null,
  name text not null,                  -- what other moderators see
  password_hash text,                  -- Argon2id; null: signs in by passkey, or was not yet here
  totp_secret blob,                    -- sealed; null: no second factor by a clock
  totp_step integer not null default 0, -- the last one that was used: none is taken twice
  is_owner integer not null default 0, -- 1: of the whole instance
  disabled_at integer,
  created_at integer not null,
  signed_in_at integer
) strict;
create unique index account_by_email on account (email_lookup);

-- What an account may do on one site. Read anew at each request.
create table account_role (
  account_id integer not null references account (account_id),
  site_id integer not null references site (site_id),
  role text not null check (role in ('owner', 'admin', 'moderator', 'reader')),
  given_at integer not null,
  primary key (account_id, site_id)
) strict, without rowid;
create index account_role_of_site on account_role (site_id);

-- A public key that a device keeps the other half of (WebAuthn).
create table account_passkey (
  account_id integer not null references account (account_id),
  credential_id blob not null,
  public_key blob not null,
  sign_count integer not null,
  name text not null,
  created_at integer not null,
  used_at integer,
  primary key (account_id, credential_id)
) strict, without rowid;
create unique index account_passkey_by_id on account_passkey (credential_id);

-- One use each, when the second factor is lost.
create table account_recovery (
  account_id integer not null references account (account_id),
  mark blob not null,                  -- keyed hash of the code
  used_at integer,
  primary key (account_id, mark)
) strict, without rowid;

-- A browser in which somebody is signed in. The cookie holds a random word; here lies its hash.
create table account_session (
  mark blob primary key,
  account_id integer not null references account (account_id),
  browser text not null,               -- "Firefox on Linux": for the list of one's own sessions
  created_at integer not null,         -- for the absolute limit
  proven_at integer not null,          -- when a password or passkey was last given: for what must be proven anew
  seen_at integer not null             -- for the idle limit; moved at most once a minute
) strict, without rowid;
create index account_session_of_account on account_session (account_id);

-- A link that works once: to set the instance up, to accept an invitation, to choose a new password.
create table account_link (
  mark blob primary key,
  purpose text not null check (purpose in ('setup', 'invitation', 'reset')),
  account_id integer references account (account_id),
  site_id integer references site (site_id),
  role text,
  created_at integer not null,
  expires_at integer not null,
  used_at integer
) strict, without rowid;

-- How often somebody tried in vain to sign in: by a keyed hash of what was typed and where from, never by an account.
create table account_attempt (
  mark blob primary key,
  failures integer not null,             -- in a row
  until integer not null                 -- before then nothing is tried; or when the bucket is empty again
) strict, without rowid;

-- A challenge or a half-way proof that was used: none is worth anything twice.
create table account_spent (
  mark blob primary key,
  forget_at integer not null
) strict, without rowid;

-- A filter of the queue that somebody comes back to, as it stands in an address. Theirs alone.
create table account_filter (
  account_id integer not null references account (account_id),
  name text not null,
  query text not null,
  primary key (account_id, name)
) strict, without rowid;

-- A program's key to the desk's API.
create table api_token (
  mark blob primary key,
  token_id integer not null,
  account_id integer not null references account (account_id),
  site_id integer references site (site_id), -- null: wherever the account may
  scopes text not null,                -- separated by spaces
  name text not null,
  created_at integer not null,
  expires_at integer,
  used_at integer,
  revoked_at integer
) strict, without rowid;
create unique index api_token_by_id on api_token (token_id);
create index api_token_of_account on api_token (account_id);

-- Who did what when. Append-only; each row's seal covers the one before (site 0: the instance's own).
create table audit (
  site_id integer not null,
  seq integer not null,                -- 1, 2, 3 … without a gap
  at integer not null,
  account_id integer,                  -- null: the shell, or the rules
  actor text not null,                 -- 'account', 'token', 'shell', 'rules'
  verb text not null,                  -- 'approve', 'ban', 'look_at_address' …
  thread_id integer,
  comment_id integer,
  person_id integer,
  act_id integer,                      -- what can be undone
  detail text not null,                -- JSON of ids, states and settings' names; never an address, never a text
  seal blob not null,                  -- HMAC over the previous seal and this row
  primary key (site_id, seq)
) strict, without rowid;
create index audit_of_comment on audit (site_id, comment_id, seq) where comment_id is not null;
create index audit_of_account on audit (site_id, account_id, seq) where account_id is not null;

-- A decision that can be taken back as a whole for 30 days: one comment, or thousands at once.
create table act (
  site_id integer not null references site (site_id),
  id integer not null,
  account_id integer,
  verb text not null,
  done_at integer not null,
  changed integer not null,            -- how many things
  undone_at integer,
  primary key (site_id, id)
) strict, without rowid;
create index act_of_time on act (site_id, done_at);

-- How one thing was before an act, so that it can be so again; and how the act left it, to see what came after.
create table act_change (
  site_id integer not null,
  act_id integer not null,
  position integer not null,
  kind text not null,                  -- 'state', 'words', 'thread', 'pin', 'persona' …
  thread_id integer,
  subject_id integer not null,         -- a comment, thread, persona, person or ban
  was text not null,                   -- JSON
  became text not null,                -- JSON
  undone integer,                   -- 1: brought back; 0: left alone, because it was changed since
  primary key (site_id, act_id, position),
  foreign key (site_id, act_id) references act (site_id, id)
) strict, without rowid;

-- What was done to one comment last.
create index act_change_of_subject on act_change (site_id, subject_id, act_id, kind);

-- Who or what is not wanted.
create table ban (
  site_id integer not null references site (site_id),
  id integer not null,
  kind text not null check (kind in ('person', 'address', 'network', 'word')),
  person_id integer,
  pattern text,                        -- '*@spam.example', '192.0.2.0/24', 'casino*'
  network_mark blob,                   -- keyed hash of a commenter's network, which nobody saw
  verdict text not null check (verdict in ('held', 'spam', 'rejected')),
  is_shadow integer not null default 0, -- 1: its writer is told that it was published
  note text not null default '',
  hits integer not null default 0,
  hit_at integer,
  account_id integer,
  created_at integer not null,
  expires_at integer,
  lifted_at integer,
  primary key (site_id, id)
) strict, without rowid;

-- The keyed hash of the network from which a comment came, where the site keeps it for some days.
create table comment_network (
  site_id integer not null,
  comment_id integer not null,
  network_mark blob not null,
  forget_at integer not null,
  primary key (site_id, comment_id)
) strict, without rowid;
create index comment_network_due on comment_network (forget_at);

-- A comment may move to another thread, which is part of its key: what refers to it goes along. An engine that looks for the
-- answers to each comment that moves, or is removed, finds them by the index, and so does whoever moves a branch.
create index comment_by_parent on comment (site_id, thread_id, parent_id) where parent_id is not null;

create table comment_revision_moving (
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
  foreign key (site_id, thread_id, comment_id) references comment (site_id, thread_id, id) on update cascade
) strict, without rowid;
insert into comment_revision_moving select * from comment_revision;
drop table comment_revision;
alter table comment_revision_moving rename to comment_revision;

create table comment_alias_moving (
  site_id integer not null,
  source text not null,
  source_id text not null,
  thread_id integer not null,
  comment_id integer not null,
  fragment text,
  primary key (site_id, source, source_id),
  foreign key (site_id, thread_id, comment_id) references comment (site_id, thread_id, id) on update cascade
) strict, without rowid;
insert into comment_alias_moving select * from comment_alias;
drop table comment_alias;
alter table comment_alias_moving rename to comment_alias;
create index comment_alias_of_thread on comment_alias (site_id, thread_id, fragment);
create index comment_alias_of_comment on comment_alias (site_id, thread_id, comment_id);

create table number_alias_moving (
  site_id integer not null,
  thread_id integer not null,          -- the thread of old
  number integer not null,
  into_thread_id integer not null,
  comment_id integer not null,
  primary key (site_id, thread_id, number),
  foreign key (site_id, into_thread_id, comment_id) references comment (site_id, thread_id, id) on update cascade
) strict, without rowid;
insert into number_alias_moving select * from number_alias;
drop table number_alias;
alter table number_alias_moving rename to number_alias;
create index number_alias_of_comment on number_alias (site_id, into_thread_id, comment_id);

-- A persona that went to another person remembers whose address it used: pictures and undoing need it, a merge is not forever.
alter table persona add column merged_from integer;
create index persona_merged_from on persona (site_id, merged_from) where merged_from is not null;

alter table persona add column trusted_at integer; -- by a moderator; worth something only with proof of being it
alter table person add column merged_into integer; -- another person of the site, to whom the personas went
alter table person add column note text;           -- for moderators
alter table thread add column locked_at integer;   -- nothing moves here any more: no new words, no edits
alter table thread add column merged_into integer; -- the thread to which its comments and keys went
alter table comment add column pinned_at integer;  -- shown first
create index comment_pinned on comment (site_id, thread_id, pinned_at) where pinned_at is not null;
alter table comment add column edited_by text;     -- null: its writer
alter table comment_revision add column replaced_by text; -- the same of who wrote what came after
-- Where the site reworded a comment, its former words are kept with their forms: they may come back.
alter table comment_revision add column tree text;
alter table comment_revision add column html text;
alter table comment_revision add column renderer_version integer;
alter table comment_revision add column text_mark blob;

-- A person's history: how many comments in which state since when, told by the index alone.
drop index comment_by_persona;
create index comment_by_persona on comment (site_id, persona_id, state, posted_at) where persona_id is not null;

-- Who was merged into a person, so that the last one of a row of merges is found at once.
create index person_merged_into on person (site_id, merged_into) where merged_into is not null;

-- What is to be looked at by the search's worker: comments that are new or other than they were. Noting one costs a post
-- some microseconds; the words themselves are taken apart a moment later. No facts: all of it can be made anew.
create table search_due (
  site_id integer not null,
  comment_id integer not null,
  thread_id integer not null,
  primary key (site_id, comment_id)
) strict, without rowid;

-- The words of a comment and of its name as they are searched (rules/searching.py). None for what is withdrawn or erased.
create table search_doc (
  site_id integer not null,
  comment_id integer not null,
  thread_id integer not null,
  doc integer not null,                    -- names it in SQLite's index
  posted_at integer not null,
  words text not null,
  primary key (site_id, comment_id)
) strict, without rowid;
create index search_doc_by_doc on search_doc (site_id, doc);

-- SQLite's index of these words, without a copy of them: before 3.43 it must be told what it forgets. No trigger fills it,
-- since a schema that is not trusted may not use it.
create virtual table search using fts5 (words, content = '', tokenize = 'ascii');

-- A new comment is noted with its event: on its own table a trigger would cost a post three times as much, since SQLite
-- keeps a copy of each page that such a statement changes.
create trigger comment_is_told after insert on event when new.comment_id is not null and new.thread_id is not null begin
  insert into search_due (site_id, comment_id, thread_id) values (new.site_id, new.comment_id, new.thread_id)
  on conflict (site_id, comment_id) do update set thread_id = excluded.thread_id;
end;
create trigger comment_is_other after update of thread_id, state, name, source_text on comment
when old.thread_id <> new.thread_id or old.state <> new.state or old.name <> new.name
  or old.source_text <> new.source_text begin
  insert into search_due (site_id, comment_id, thread_id) values (new.site_id, new.id, new.thread_id)
  on conflict (site_id, comment_id) do update set thread_id = excluded.thread_id;
end;
insert into search_due (site_id, comment_id, thread_id) select site_id, id, thread_id from comment;
