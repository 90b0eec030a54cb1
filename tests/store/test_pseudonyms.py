"""Pseudonyms: nobody is named any more, everybody is told apart as before, and only the key leads back."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analytics.errors import SettingsError, StoreError
from analytics.exports import Receipt, Status
from analytics.exports.receipt import Finding
from analytics.settings import Settings
from analytics.store import LoadOptions, Store, load, receipt_of
from analytics.store.pseudonymising import pseudonymise
from analytics.store.pseudonyms import (
    check_key,
    is_pseudonymised,
    key_from,
    key_of,
    new_key,
    people_to_replace,
    pseudonym,
)
from tests.places import NOW

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
# printf ann@example.com | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102...1d1e1f
ANN = "user-7fd723e36b1c9108cdb7"
HASHED = "0123456789abcdef0123456789abcdef01234567"
PERSONAL = ("annegret", "leemhuis", "ullman", "@example.com", HASHED)
KEYS = {1: "ann@example.com", 2: "bob@example.com", 3: HASHED, 4: "jullman"}
RECEIPTS = (
    Receipt(
        file="Ullman, Bob.csv",
        status=Status.LOADED,
        message="ann@example.com has 10 rows.",
        findings=(Finding("Outliers", "Bob Ullman used much.", "Ask Bob Ullman.", 1),),
    ),
    Receipt(file="all.csv", status=Status.LOADED, message="3 of 3 rows used."),
)
FILLING = """
    INSERT INTO teams VALUES (1, 'A');
    INSERT INTO products VALUES (1, 'Revit');
    UPDATE users SET email = key, first_name = 'Annegret', last_name = 'Leemhuis' WHERE user_id = 1;
    UPDATE users SET email = key, first_name = 'Bob', last_name = 'Ullman' WHERE user_id = 2;
    INSERT INTO usage_rows SELECT 1, user_id, '2026-01-10', 1, user_id, 1, NULL, NULL, 10 * user_id FROM users;
    INSERT INTO usage_rows VALUES (1, 5, '2026-01-11', 1, NULL, 1, NULL, NULL, 1);
    INSERT INTO seat_rows VALUES (1, 6, '2026-01-10', 1, 1, 1, NULL, NULL);
    INSERT INTO report_rows BY NAME
    SELECT 1 AS load_id, 1 AS row, 1 AS team_id, 2 AS user_id, 1 AS product_id, 'BOB ULLMAN''s people' AS user_group;
    INSERT INTO coverage VALUES (1, 'tokens', 1, '2026-01-01', '2026-01-31', NULL);
    INSERT INTO set_aside VALUES (1, 7, 'no tokens', '{"email": "bob@example.com"}');
    INSERT INTO custom_fields VALUES
        (1, 1, 1, 'Bridge'), (1, 1, 2, 'Bob'), (1, 2, 1, 'asked by bob@example.com'), (1, 3, 1, 'ullman_bob 7'),
        (1, 4, 1, 'JUllman');
    INSERT INTO packs BY NAME
    SELECT 1 AS pack_id, 1 AS team_id, 100 AS tokens, 'ordered by Annegret Leemhuis' AS note,
           DATE '2026-01-01' AS first_day, DATE '2026-12-31' AS last_day;
    INSERT INTO token_events BY NAME
    SELECT 1 AS load_id, 1 AS row, 1 AS team_id, DATE '2026-01-01' AS day, 'Grant' AS event, 5 AS tokens,
           'for Annegret.Leemhuis' AS note;
    INSERT INTO own_events VALUES
        (1, 'correction', '2026-01-01', 1, NULL, 5, 'as Annegret Leemhuis says', TIMESTAMP '2026-01-01');
    INSERT INTO stated_balances VALUES (1, '2026-01-01', 5, 'read by Bob Ullman', TIMESTAMP '2026-01-01');
    INSERT INTO own_rates VALUES (1, 'ann@example.com', '2026-01-01', 5, 'told by Bob Ullman', NULL);
    INSERT INTO own_prices VALUES
        (1, 'ann@example.com', NULL, 5, 'USD', 'net', '2026-01-01', 'quote to Annegret Leemhuis', NULL);
    INSERT INTO own_contents VALUES ('bob@example.com', 'ann@example.com');
    INSERT INTO applications VALUES (1, 'ann@example.com', 'ann@example.com', 'Viewer of bob@example.com');
    INSERT INTO api_rows VALUES (1, 8, '2026-01-10', 1, 1, 'Automation', 'bob@example.com', 1, 'hours', 2, true);
"""


def fill(store: Store) -> None:
    with store.writing() as cursor:
        cursor.executemany("INSERT INTO users (user_id, key) VALUES (?, ?)", list(KEYS.items()))
        cursor.execute(FILLING)
        for load_id, receipt in enumerate(RECEIPTS, 1):
            cursor.execute(
                "INSERT INTO loads BY NAME SELECT ? AS load_id, ? AS file, 'abc' AS sha256, 'token_usage' AS kind,"
                " TIMESTAMP '2026-10-01' AS loaded_at, ?::JSON AS receipt",
                [load_id, receipt.file, receipt.as_json()],
            )


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


@pytest.fixture
def filled_file(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "store.duckdb"
    with Store(path) as store:
        fill(store)
    assert b"ann@example.com" in path.read_bytes()
    with Store(path) as store:
        yield store


def contents(store: Store) -> str:
    """Write down all that is in the store except the count of its writes."""
    tables = store.frame("SELECT table_name FROM duckdb_tables() WHERE NOT internal AND table_name <> 'meta'")
    frames = {table: store.frame(f"FROM {table} ORDER BY ALL").rows() for table in tables["table_name"].sort()}
    return str(frames | {"key": store.frame("SELECT key_check FROM meta").item()})


def users(store: Store) -> dict[int, str]:
    return dict(store.frame("SELECT user_id, key FROM users").rows())


def tokens(store: Store, name: Callable[[str], str]) -> dict[str | None, float]:
    """Sum the tokens of current usage by user, under another name."""
    used = store.frame(
        "SELECT key, sum(tokens)::DOUBLE FROM current_usage LEFT JOIN users USING (user_id) GROUP BY key"
    )
    return {key and name(key): total for key, total in used.rows()}


def test_a_pseudonym_is_a_keyed_hash_and_stays_one() -> None:
    assert pseudonym(KEY, "ann@example.com") == ANN
    assert pseudonym(KEY, ANN) == ANN
    assert pseudonym(OTHER_KEY, ANN) == ANN
    assert pseudonym(OTHER_KEY, "ann@example.com") != ANN
    assert pseudonym(KEY, "user-7") != "user-7"


def test_nobody_is_named_and_everybody_keeps_their_tokens(filled_file: Store) -> None:
    path = filled_file.path
    assert path is not None
    copy = path.with_name("store.duckdb.version-1")
    copy.write_bytes(b"ann@example.com")
    assert all(text in contents(filled_file).lower() for text in PERSONAL)
    before = tokens(filled_file, lambda key: pseudonym(KEY, key))
    pseudonymise(filled_file, KEY)
    assert tokens(filled_file, str) == before == {ANN: 10, **before}
    assert sum(before.values()) == 101
    assert (
        filled_file.frame("SELECT count(*) FROM users WHERE coalesce(email, first_name, last_name) <> ''").item() == 0
    )
    after = contents(filled_file).lower()
    filled_file.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    left = path.read_bytes().lower()
    for text in PERSONAL:
        assert text not in after
        assert text.encode() not in left


def test_only_texts_that_name_somebody_are_replaced(filled: Store) -> None:
    pseudonymise(filled, KEY)
    values = filled.frame("SELECT value FROM custom_fields ORDER BY row, field")["value"].to_list()
    assert values[:2] == ["Bridge", "Bob"]  # a first name alone may be anything
    assert values[2:] == [pseudonym(KEY, text) for text in ("asked by bob@example.com", "ullman_bob 7", "JUllman")]
    assert filled.frame("SELECT event, name FROM token_events JOIN teams USING (team_id)").row(0) == ("Grant", "A")
    assert filled.frame("SELECT reason, cells FROM set_aside").row(0) == ("no tokens", None)


def test_an_e_mail_that_stands_as_another_name_is_replaced(filled: Store) -> None:
    with filled.writing() as cursor:
        cursor.execute("""
            INSERT INTO products VALUES (2, 'ann@example.com'), (3, 'user-7fd723e36b1c9108cdb7');
            INSERT INTO versions VALUES (1, '2026'), (2, 'v bob@example.com');
            INSERT INTO teams VALUES (2, 'Bob@Example.com');
            INSERT INTO usage_rows VALUES
                (1, 8, '2026-01-12', 1, 1, 2, 1, NULL, 3), (1, 9, '2026-01-12', 2, 1, 3, 2, NULL, 4);
            UPDATE token_events SET event = 'bob@example.com';
            UPDATE loads SET given_team = 'Bob@Example.com', receipt = json_merge_patch(
                receipt, '{"teams": ["A", "Bob@Example.com"]}'
            ) WHERE load_id = 2;
        """)
    assert people_to_replace(filled) == 4
    pseudonymise(filled, KEY)
    assert people_to_replace(filled) == 0
    assert "@" not in contents(filled)
    team = pseudonym(KEY, "Bob@Example.com")
    assert filled.frame("SELECT name FROM teams ORDER BY team_id")["name"].to_list() == ["A", team]
    assert receipt_of(filled, 2).teams == ("A", team)
    # What had come as a pseudonym and as an e-mail is one product.
    assert filled.frame("FROM products ORDER BY product_id").rows() == [(1, "Revit"), (2, ANN)]
    assert filled.frame("SELECT product_id FROM usage_rows WHERE row > 7")["product_id"].to_list() == [2, 2]


def test_receipts_are_kept_and_name_nobody(filled: Store) -> None:
    pseudonymise(filled, KEY)
    kept = filled.frame("SELECT file, receipt FROM loads ORDER BY load_id").rows()
    named, other = (Receipt.from_json(receipt) for _, receipt in kept)
    assert named.file == kept[0][0] == pseudonym(KEY, "Ullman, Bob.csv")
    assert (named.message, named.findings) == ("What the load said was removed with the names in it.", ())
    assert other == RECEIPTS[1]


def test_two_stores_have_the_same_pseudonyms_with_one_key_only(filled: Store) -> None:
    with Store() as same, Store() as different:
        fill(same)
        fill(different)
        pseudonymise(filled, KEY)
        pseudonymise(same, KEY)
        pseudonymise(different, OTHER_KEY)
        assert contents(filled) == contents(same)
        assert not set(users(filled).values()) & set(users(different).values())


def test_a_second_time_changes_nothing(filled: Store) -> None:
    pseudonymise(filled, KEY)
    before = contents(filled)
    pseudonymise(filled, KEY)
    assert contents(filled) == before


def test_a_user_who_comes_again_by_name_is_the_same_user(filled: Store) -> None:
    pseudonymise(filled, KEY)
    with filled.writing() as cursor:
        cursor.execute("""
            INSERT INTO users VALUES
                (5, 'ann@example.com', 'ann@example.com', 'Annegret', 'Leemhuis'),
                (6, 'eve@example.com', NULL, NULL, NULL);
            INSERT INTO usage_rows VALUES
                (1, 8, '2026-01-12', 1, 5, 1, NULL, NULL, 3), (1, 9, '2026-01-12', 1, 6, 1, NULL, NULL, 4);
            INSERT INTO seat_rows VALUES (1, 10, '2026-01-12', 1, 5, 1, NULL, NULL);
        """)
    pseudonymise(filled, KEY)
    assert users(filled) == {number: pseudonym(KEY, key) for number, key in {**KEYS, 6: "eve@example.com"}.items()}
    assert tokens(filled, str)[ANN] == 13
    assert filled.frame("SELECT count(*) FROM seat_rows WHERE user_id = 1").item() == 2


def test_an_empty_store_can_be_prepared(store: Store) -> None:
    assert not is_pseudonymised(store)
    check_key(store, None)
    pseudonymise(store, KEY)
    assert is_pseudonymised(store)
    check_key(store, KEY)


def test_another_key_or_none_is_refused(filled: Store) -> None:
    with pytest.raises(StoreError, match=r"have no pseudonyms\."):
        check_key(filled, KEY)
    pseudonymise(filled, KEY)
    before = contents(filled)
    for refused in (check_key, pseudonymise):
        with pytest.raises(StoreError, match=r"made with another key\."):
            refused(filled, OTHER_KEY)
    with pytest.raises(StoreError, match="without their key"):
        check_key(filled, None)
    assert contents(filled) == before


def test_a_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "token_gauge.key"
    key = new_key(path)
    assert len(key) == 32
    assert key_from(path) == key
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SettingsError, match="never overwritten"):
        new_key(path)
    assert key_from(path) == key
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_store_with_pseudonyms_asks_for_its_key(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "token_gauge.key"
    assert key_of(store, path) is None
    pseudonymise(store, new_key(path))
    assert key_of(store, path) == key_from(path)
    path.unlink()
    with pytest.raises(SettingsError, match="cannot be read"):
        key_of(store, path)


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "token_gauge.key"
    with pytest.raises(SettingsError, match="cannot be read"):
        key_from(path)
    for text in ("", "00" * 31, "password", "pässword"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError, match="holds no key"):
            key_from(path)
    path.write_text(f"{KEY.hex()}\n", encoding="utf-8")
    assert key_from(path) == KEY
    with pytest.raises(SettingsError, match="can be written"):
        new_key(path / "token_gauge.key")


FLEX = (
    "Usage date,Product name,User name,Email,First name,Last name,Tokens consumed,Custom field 1,Custom field 2",
    "2026-01-10,Revit,jullman,bob@example.com,Bob,Ullman,10,Bridge,ordered by LEEMHUIS",
    "2026-01-10,Revit,aleemhuis,annegret@example.com,Annegret,Leemhuis,5,Bridge,for jullman",
    "2026-01-11,Revit,aleemhuis,annegret@example.com,Annegret,Leemhuis,5,Bridge,cy.vance@example.com",
    "someday,Leemhuis,aleemhuis,annegret@example.com,Annegret,Leemhuis,5,Bridge,Ullman",
)
REPORT = (
    "Product,Email,First name,Last name,Full name,Group,Days used",
    "Revit,bob@example.com,Bob,Ullman,Bob Ullman,Leemhuis and others,5",
    "Maya,annegret@example.com,Annegret,Leemhuis,,Bridge,5",
    "Maya,,,,Cy Vance,cy vance & co,5",
)
EVENTS = ("Day,Event,Tokens,Note", "2026-01-01,Grant,5,for Annegret Leemhuis", "2026-01-02,Grant,5,")
PACKS = ("Tokens,First day,Last day,Note", "100,2026-01-01,2026-12-31,ordered by Ullman")
NAMED = ("annegret", "leemhuis", "ullman", "vance", "@example.com")


@pytest.fixture
def loaded_file(tmp_path: Path) -> Path:
    """Load an export of every kind that has free texts into a store that has pseudonyms."""
    path = tmp_path / "store" / "store.duckdb"
    path.parent.mkdir()
    with Store(path) as store:
        pseudonymise(store, KEY)
        for number, lines in enumerate((FLEX, REPORT, EVENTS, PACKS), start=1):
            file = tmp_path / f"{number}.csv"
            file.write_text("\n".join(lines), encoding="utf-8")
            assert load(store, file, NOW, LoadOptions(key=KEY, confirmed=True)).status is Status.LOADED
    return path


def test_no_later_load_brings_a_name_in(loaded_file: Path) -> None:
    left = loaded_file.read_bytes().lower()
    for text in NAMED:
        assert text.encode() not in left
    assert b"bridge" in left
    with Store(loaded_file) as store:
        assert not [text for text in NAMED if text in contents(store).lower()]
        fields = store.frame("SELECT value FROM custom_fields WHERE field = 2 ORDER BY row")["value"].to_list()
        assert fields == [pseudonym(KEY, line.split(",")[-1]) for line in FLEX[1:4]]
        groups = store.frame("SELECT user_group FROM report_rows ORDER BY row")["user_group"].to_list()
        assert groups[1] == "Bridge"
        notes = store.frame("SELECT note FROM token_events ORDER BY row")["note"].to_list()
        assert notes == [pseudonym(KEY, "for Annegret Leemhuis"), None]
        assert store.frame("SELECT reason, cells FROM set_aside").rows() == [("the day is not a date", None)]


def test_an_e_mail_in_the_place_of_a_name_is_replaced_in_later_loads(store: Store, tmp_path: Path) -> None:
    files = {
        "export of Annegret Leemhuis": (FLEX[0], FLEX[3].replace("Revit", "cy.vance@example.com")),
        "events": (f"{EVENTS[0]},Team", "2026-01-01,bob@example.com,5,,Cy.Vance@example.com"),
    }
    pseudonymise(store, KEY)
    for name, lines in files.items():
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        given = load(store, path, NOW, LoadOptions(team="eve@example.com", key=KEY))
        assert given.status is Status.LOADED
    assert not [text for text in (*NAMED, "bob@", "eve@") if text in contents(store).lower()]
    assert store.frame("SELECT name FROM products")["name"].to_list() == [pseudonym(KEY, "cy.vance@example.com")]
    assert "1 name that is an e-mail is kept as a pseudonym." in receipt_of(store, 1).findings[0].message


def test_receipts_of_lists_tell_it_too(loaded_file: Path) -> None:
    with Store(loaded_file) as store:
        told = [[finding.check for finding in receipt_of(store, load_id).findings] for load_id in (3, 4)]
    assert told == [["Texts that may name a person"]] * 2


def test_the_receipt_tells_what_is_not_kept_as_it_was(loaded_file: Path) -> None:
    with Store(loaded_file) as store:
        said = [finding.message for finding in receipt_of(store, 1).findings]
    assert (
        "3 cells of Custom field 2 that may name a person are kept as pseudonyms."
        " The cells of 1 row set aside are not kept."
    ) in said


def test_a_key_is_made_apart_from_the_store_unless_one_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("data", "here"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    given = Settings(store=tmp_path / "data" / "store.duckdb")
    apart = given.key_file
    assert tmp_path / "data" not in apart.parents
    assert tmp_path / "here" not in apart.parents
    key = new_key(apart)
    assert key_from(given.key_file) == key
    for folder in ("here", "data"):
        beside = new_key(tmp_path / folder / "token_gauge.key")
        assert key_from(given.key_file) == beside
    named = tmp_path / "named.key"
    assert Settings(store=given.store, pseudonym_key=named).key_file == named
