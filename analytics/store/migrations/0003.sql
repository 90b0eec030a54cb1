-- Who belongs where, what was looked into, and what is too much.
UPDATE meta SET version = 3;

-- One row per row used of a directory and id in it: where a person belonged from a first to a last day (null: open).
-- `key` is written as in `users`: e-mail in lower case, Autodesk id, hashed id or user name in lower case.
CREATE TABLE directory_rows (
    load_id INTEGER NOT NULL, row INTEGER NOT NULL, key VARCHAR NOT NULL,
    department VARCHAR, cost_center VARCHAR, project VARCHAR, country VARCHAR, manager VARCHAR,
    first_day DATE, last_day DATE
);
-- The newest directory speaks for everybody.
CREATE VIEW current_directory AS
SELECT * FROM directory_rows WHERE load_id = (SELECT max(load_id) FROM directory_rows);

-- One row per consumer whose use somebody looked into and expects: `kind` is user, product, team or department, and
-- `name` what the store calls it (of a user the key), for names outlast the integer keys of a load taken back.
CREATE TABLE expected (
    kind VARCHAR NOT NULL, name VARCHAR NOT NULL, note VARCHAR, marked_at TIMESTAMP NOT NULL, PRIMARY KEY (kind, name)
);

-- One row per limit: more than `tokens` in a `period` (day, month) by one user, team or the whole pool (`kind`: user,
-- team, all); `name` as in `expected`, null for each of the kind.
CREATE TABLE limits (
    limit_id INTEGER PRIMARY KEY, kind VARCHAR NOT NULL, name VARCHAR, period VARCHAR NOT NULL,
    tokens DECIMAL(18, 6) NOT NULL
);
