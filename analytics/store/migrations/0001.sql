-- Loads are immutable; what is current is a view. Usage is a star: small integer keys, names joined to the answer.
CREATE TABLE meta (store_id UUID NOT NULL, version INTEGER NOT NULL, revision BIGINT NOT NULL);
INSERT INTO meta VALUES (uuid(), 1, 0);

-- One row per load, kept for ever: an undone load leaves its receipt.
CREATE TABLE loads (
    load_id INTEGER PRIMARY KEY,
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    given_team VARCHAR,
    given_dates VARCHAR,
    loaded_at TIMESTAMP NOT NULL,
    undone_at TIMESTAMP,
    receipt JSON NOT NULL
);
-- One row per load and reason and row of the file that is not used.
CREATE TABLE set_aside (load_id INTEGER NOT NULL, row INTEGER NOT NULL, reason VARCHAR NOT NULL);
-- One row per load, kind of record and team: the days for which the load speaks, rows or no rows.
CREATE TABLE coverage (
    load_id INTEGER NOT NULL, record VARCHAR NOT NULL, team_id INTEGER NOT NULL,
    first_day DATE NOT NULL, last_day DATE NOT NULL
);

CREATE TABLE teams (team_id INTEGER PRIMARY KEY, name VARCHAR NOT NULL);
CREATE TABLE products (product_id INTEGER PRIMARY KEY, name VARCHAR NOT NULL);
CREATE TABLE versions (version_id INTEGER PRIMARY KEY, name VARCHAR NOT NULL);
CREATE TABLE features (feature_id INTEGER PRIMARY KEY, name VARCHAR NOT NULL);
-- `key` is the e-mail in lower case, else the Autodesk id, else the hashed id, else the user name.
CREATE TABLE users (
    user_id INTEGER PRIMARY KEY, key VARCHAR NOT NULL, email VARCHAR, first_name VARCHAR, last_name VARCHAR
);

-- One row per row used of a load; `row` is its number among the data rows of the file.
CREATE TABLE usage_rows (
    load_id INTEGER NOT NULL, row INTEGER NOT NULL, day DATE NOT NULL, team_id INTEGER NOT NULL,
    user_id INTEGER, product_id INTEGER NOT NULL, version_id INTEGER, feature_id INTEGER,
    tokens DECIMAL(18, 6) NOT NULL
);

-- One row per pack; `load_id` is null for a pack entered by hand.
CREATE TABLE packs (
    pack_id INTEGER PRIMARY KEY, load_id INTEGER, team_id INTEGER NOT NULL, tokens DECIMAL(18, 6) NOT NULL,
    first_day DATE NOT NULL, last_day DATE NOT NULL,
    price_per_token DECIMAL(18, 6), currency VARCHAR, note VARCHAR
);

-- One row per kind of record, team and covered day: the newest load that covers the day.
CREATE VIEW day_winners AS
SELECT record, team_id, day, max(load_id) AS load_id
FROM (
    SELECT record, team_id, load_id, unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day
    FROM coverage
)
GROUP BY record, team_id, day;

-- One row per pack that counts: those of the newest table that names the team, and those entered by hand.
CREATE VIEW current_packs AS
SELECT * FROM packs AS p
WHERE load_id IS NULL OR load_id = (SELECT max(load_id) FROM packs AS q WHERE q.team_id = p.team_id);

-- One row per row of a load that is current.
CREATE VIEW current_usage AS
SELECT u.*
FROM usage_rows AS u
JOIN day_winners AS w ON w.record = 'tokens' AND w.load_id = u.load_id AND w.team_id = u.team_id AND w.day = u.day;
