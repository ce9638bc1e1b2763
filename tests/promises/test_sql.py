"""SQL lives in `sql/`, is used, and never walks through everything for the public."""

import ast
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

import chimein
from chimein.store.migrations import migrate
from chimein.store.statements import load_statements, sql_folder, statements_for

PACKAGE = Path(chimein.__file__).parent
STATEMENTS = load_statements(sql_folder() / "queries")
# Tables that grow with what visitors do; a walk through one of them must not be had by asking.
GROWING = ("comment", "thread", "person", "persona", "event", "delivery", "avatar", "thread_key", "comment_alias")
OWNERS = {
    "deliveries_by_state": "the operator asks how many deliveries are in each state; no visitor can",
}
# Written with the schema, used when their room is built; each leaves this list with its first use.
OWN = {"queue_of_words_newest", "queue_of_words_oldest", "index_document", "unindex_document", "unindex_site"}
"""Where the engines' own search is asked, in each one's own words."""
AWAITED = {
    "deliveries_by_state": "the desk tells how deliveries ended",
    "delivery_log": "the desk shows how deliveries ended",
    "site_is_used": "the desk asks before it removes a site",
}
# Whoever signs in belongs to the instance, and so do the browsers, keys, codes and links of accounts.
OF_ACCOUNTS = {
    "account_by_email",
    "account_by_id",
    "add_account",
    "add_passkey",
    "add_recovery",
    "add_session",
    "another_owner",
    "any_account",
    "attempt_by_mark",
    "count_recoveries",
    "credentials_of_account",
    "drop_filter",
    "email_of_account",
    "end_links",
    "end_other_sessions",
    "end_recoveries",
    "end_session",
    "filters_of_account",
    "forget_attempt",
    "forget_attempts",
    "forget_links",
    "forget_sessions",
    "forget_spent",
    "keep_attempt",
    "keep_filter",
    "link_by_mark",
    "list_accounts",
    "note_sign_in",
    "passkey_by_id",
    "passkeys_of_account",
    "prove_session",
    "readdress_account",
    "remove_passkey",
    "rename_account",
    "renew_password",
    "roles_of_account",
    "see_session",
    "session_by_mark",
    "sessions_of_account",
    "set_code_secret",
    "set_disabled",
    "set_owner",
    "set_password",
    "spend_once",
    "use_code_step",
    "use_link",
    "use_passkey",
    "use_recovery",
}
# So do the tokens of programs, which may be for all sites of their account.
OF_TOKENS = {
    "api_token_by_id",
    "api_token_by_mark",
    "api_tokens_of_account",
    "list_api_tokens",
    "revoke_api_token",
    "see_api_token",
}
_SQL = re.compile(
    r"(?is)^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(table|index)\s|drop\s+table\s)"
)


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    """An empty database with the newest schema."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    migrate(made, 1)
    yield made
    made.close()


def plan(connection: sqlite3.Connection, name: str) -> list[str]:
    """The steps by which SQLite answers a query."""
    statement = STATEMENTS[name]
    params = dict.fromkeys(re.findall(r":([a-z_][a-z0-9_]*)", statement), 1)
    return [row[3] for row in connection.execute(f"explain query plan {statement}", params)]


def walks(statement: str, steps: list[str]) -> list[str]:
    """The steps that read a whole growing table, in whatever order."""
    named = re.findall(r"\b(?:from|join)\s+([a-z_]+)(?:\s+(?!on\b|where\b)([a-z]+))?", statement)
    tables = {alias or table: table for table, alias in named} | {table: table for table in GROWING}
    scanned = ((step, re.match(r"SCAN (\w+)", step)) for step in steps)
    return [step for step, scan in scanned if scan and tables.get(scan[1]) in GROWING]


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Every file of the package."""
    for file in sorted(PACKAGE.rglob("*.py")):
        yield file, ast.parse(file.read_text("utf-8"))


def names_asked_for() -> set[str]:
    """Every query that Python names in a `call(…)` or `Call(…)`, patterns of f-strings matched against all names."""
    found: set[str] = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("call", "Call"):
                found |= _names(node.args[0])
    return found


def _names(argument: ast.expr) -> set[str]:
    if isinstance(argument, ast.Constant):
        return {str(argument.value)}
    if isinstance(argument, ast.JoinedStr):
        pieces = (re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[a-z_]+" for p in argument.values)
        pattern = "".join(pieces)
        return {name for name in STATEMENTS if re.fullmatch(pattern, name)}
    return set()


def test_every_query_is_used_and_every_used_one_exists() -> None:
    """No query lies about unused, and none is named that does not exist."""
    asked = names_asked_for()
    for engine in ("sqlite", "postgres"):
        assert sorted(asked - statements_for(engine).keys()) == []
        assert load_statements(sql_folder() / "queries" / engine).keys() == OWN
    assert sorted(STATEMENTS.keys() - asked - AWAITED.keys()) == []
    assert all(name in STATEMENTS for name in AWAITED)


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_no_query_walks_through_a_growing_table(connection: sqlite3.Connection, name: str) -> None:
    """SQLite can plan each query, and finds by an index what it reads."""
    steps = plan(connection, name)
    found = walks(STATEMENTS[name], steps)
    if name in OWNERS:
        assert found, f"{name} needs no exception any more"
    else:
        assert found == [], steps


@pytest.mark.parametrize(
    "statement",
    [
        "select count(*) from comment",
        "select c.id from comment c where c.name = 'x'",
        "select id from thread where count > 1 order by id",
        "select t.id from site s join thread t on t.title = s.name",
        "delete from event where happened_at < 5",
    ],
)
def test_the_check_for_walks_can_fail(connection: sqlite3.Connection, statement: str) -> None:
    """A query that reads a whole table is found by the check above."""
    assert walks(statement, [row[3] for row in connection.execute(f"explain query plan {statement}")])


def _texts(tree: ast.Module) -> list[str]:
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [value for value in constants if isinstance(value, str)]


def test_python_holds_no_sql() -> None:
    """Outside `store/` no text of SQL stands in Python."""
    found = []
    for file, tree in sources():
        if file.parent.name == "store":
            continue
        found += [f"{file.relative_to(PACKAGE)}: {text}" for text in _texts(tree) if _SQL.match(text)]
    assert found == []


def test_the_store_itself_speaks_little_sql() -> None:
    """In `store/` only migrations, whole tables' copying and the few statements about the file itself are Python's."""
    allowed = {
        "copying.py",
        "sqlite_tables.py",
        "postgres_tables.py",
        "migrations.py",
        "sqlite.py",
        "group.py",
        "postgres_migrations.py",
    }
    for file in (PACKAGE / "store").rglob("*.py"):
        if file.name in allowed:
            continue
        assert not any(map(_SQL.match, _texts(ast.parse(file.read_text("utf-8"))))), file.name


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_queries_keep_to_what_both_engines_understand(name: str) -> None:
    """No dialect: no `insert or …`, `ifnull`, `rowid`, double-quoted text, `glob` or positional parameters."""
    text = STATEMENTS[name].lower()
    for word in (
        "insert or ",
        "replace into",
        "ifnull(",
        "rowid",
        '"',
        " glob ",
        "?",
        "datetime(",
        "strftime(",
        " is 1",
    ):
        assert word not in text


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_every_query_stays_within_a_site(name: str) -> None:
    """Sites are walls: each query names the site, but for the few that speak of the instance itself."""
    instance_wide = {
        "make_instance",
        "move",
        "begin_move",
        "change_move",
        "end_move",
        "instance",
        "site_by_key",
        "list_sites",
        "add_site",
        "claim_avatars",
        "claim_deliveries",
        "avatar_is_due",
        "forget_buckets",
        "forget_deliveries",
        "forget_networks",
        "next_delivery",
        "deliveries_by_state",
        "deliveries_open",
        "rewrite_instance",
        "newest_event_id",
        "schema",
        "search_is_due",
        "due_for_search",
    }
    assert (":site_id" in STATEMENTS[name]) != (name in instance_wide | OF_ACCOUNTS | OF_TOKENS)
