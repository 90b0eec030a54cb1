-- Every kind of export: seat use beside token use, reports, subscriptions, token events, sessions, custom fields.
UPDATE meta SET version = 2;
-- Null until names and e-mails were replaced; then a code of a fixed text under the key, to know the key again.
ALTER TABLE meta ADD COLUMN key_check VARCHAR;

-- `header` is the fingerprint of the names of the columns; what was said about one file is said about its source.
ALTER TABLE loads ADD COLUMN header VARCHAR;
ALTER TABLE loads ADD COLUMN given_decimals VARCHAR;
ALTER TABLE loads ADD COLUMN given_columns JSON;
-- When rows of the load, or all of it, were purged.
ALTER TABLE loads ADD COLUMN purged_at TIMESTAMP;

-- The cells by the name of their column, of the first rows of each reason; null for the others.
ALTER TABLE set_aside ADD COLUMN cells JSON;
-- One row per load, check and row of the file that the check names.
CREATE TABLE findings (load_id INTEGER NOT NULL, finding VARCHAR NOT NULL, row INTEGER NOT NULL);

-- One row per row of a load that is use of a seat: somebody used a product on a day on a subscription.
CREATE TABLE seat_rows (
    load_id INTEGER NOT NULL, row INTEGER NOT NULL, day DATE NOT NULL, team_id INTEGER NOT NULL,
    user_id INTEGER, product_id INTEGER NOT NULL, version_id INTEGER, feature_id INTEGER
);
-- One row per row of `usage_rows` that says when a session began and ended.
CREATE TABLE sessions (
    load_id INTEGER NOT NULL, row INTEGER NOT NULL, started TIMESTAMP, ended TIMESTAMP, minutes DECIMAL(18, 6)
);
-- One row per row of `usage_rows` and custom field (1 to 10) that says something.
CREATE TABLE custom_fields (load_id INTEGER NOT NULL, row INTEGER NOT NULL, field TINYINT NOT NULL, value VARCHAR NOT NULL);

-- One row per user and offering of a Usage Report, added up over a period that the report does not name.
CREATE TABLE report_rows (
    load_id INTEGER NOT NULL, row INTEGER NOT NULL, team_id INTEGER NOT NULL, user_id INTEGER,
    product_id INTEGER NOT NULL, version_id INTEGER, user_group VARCHAR,
    access VARCHAR, seat_assignment VARCHAR, assigned DATE, unassigned DATE, user_activity VARCHAR,
    days_inactive INTEGER, days_used INTEGER, monthly_average DECIMAL(18, 6), tokens DECIMAL(18, 6), last_accessed DATE
);
-- One row per subscription; `seats` is null where they are unlimited, as of Flex.
CREATE TABLE subscriptions (
    load_id INTEGER NOT NULL, row INTEGER NOT NULL, team_id INTEGER NOT NULL, product_id INTEGER NOT NULL,
    contract VARCHAR, subscription VARCHAR, term VARCHAR, first_day DATE NOT NULL, last_day DATE NOT NULL,
    renewal DATE, status VARCHAR, seats INTEGER
);
-- One row per token event: tokens added to (or, below zero, taken from) a team on a day.
CREATE TABLE token_events (
    load_id INTEGER NOT NULL, row INTEGER NOT NULL, team_id INTEGER NOT NULL, day DATE NOT NULL,
    event VARCHAR NOT NULL, tokens DECIMAL(18, 6) NOT NULL, note VARCHAR
);

-- One row per row of seat use that is current.
CREATE VIEW current_seats AS
SELECT s.*
FROM seat_rows AS s
JOIN day_winners AS w ON w.record = 'seats' AND w.load_id = s.load_id AND w.team_id = s.team_id AND w.day = s.day;

-- Lists speak for a team as a whole: those of the newest load that names it.
CREATE VIEW current_report AS
SELECT * FROM report_rows AS r
WHERE load_id = (SELECT max(load_id) FROM report_rows AS q WHERE q.team_id = r.team_id);
CREATE VIEW current_subscriptions AS
SELECT * FROM subscriptions AS s
WHERE load_id = (SELECT max(load_id) FROM subscriptions AS q WHERE q.team_id = s.team_id);
CREATE VIEW current_events AS
SELECT * FROM token_events AS e
WHERE load_id = (SELECT max(load_id) FROM token_events AS q WHERE q.team_id = e.team_id);
