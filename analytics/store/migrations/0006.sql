-- Platform: what applications use of the APIs, and whose tokens pay for it.
UPDATE meta SET version = 6;

-- One row per application; `key` is the client id, else the name, in small letters. The name is that of the newest
-- load.
CREATE TABLE applications (
    application_id INTEGER PRIMARY KEY, key VARCHAR NOT NULL, client_id VARCHAR, name VARCHAR NOT NULL
);
-- One row per row used of a table of API usage; `job` is the engine of Automation or the job type of Model Derivative,
-- `team_id` the team that the row names, `uncharged` what no tokens have paid when the table was made.
CREATE TABLE api_rows (
    load_id INTEGER NOT NULL, row INTEGER NOT NULL, day DATE NOT NULL, team_id INTEGER NOT NULL,
    application_id INTEGER NOT NULL, api VARCHAR NOT NULL, job VARCHAR,
    quantity DECIMAL(18, 6) NOT NULL, unit VARCHAR, tokens DECIMAL(18, 6) NOT NULL, uncharged BOOLEAN NOT NULL
);
-- One row per application and day from which a team pays for it, whatever the rows say, until the next such day.
CREATE TABLE application_teams (
    application_id INTEGER NOT NULL, team_id INTEGER NOT NULL, first_day DATE NOT NULL,
    PRIMARY KEY (application_id, first_day)
);

-- A table of API usage (record "api") speaks for applications, as the portal shows them, and not for teams: one that
-- has gone to another team is the same application. Of the other records `application_id` is null, of it `team_id`.
ALTER TABLE coverage ALTER COLUMN team_id DROP NOT NULL;
ALTER TABLE coverage ADD COLUMN application_id INTEGER;
DROP VIEW day_winners;
CREATE VIEW day_winners AS
SELECT record, team_id, day, max(load_id) AS load_id, application_id
FROM (
    SELECT record, team_id, application_id, load_id,
           unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day
    FROM coverage
)
GROUP BY record, team_id, application_id, day;

-- One row per row of API usage that is current, with the team that pays for it.
CREATE VIEW current_api_usage AS
SELECT u.* EXCLUDE (team_id), coalesce(a.team_id, u.team_id) AS team_id
FROM (
    SELECT r.* FROM api_rows AS r
    JOIN day_winners AS w
    ON w.record = 'api' AND w.application_id = r.application_id AND w.load_id = r.load_id AND w.day = r.day
) AS u
ASOF LEFT JOIN application_teams AS a ON a.application_id = u.application_id AND u.day >= a.first_day;

-- One row per purchase of an API or of capacity, or period of use without charge: `kind` is tokens, API or capacity,
-- `purchased` whole units (null: as many as are used), `unit` what use is measured in, of which a charged unit is
-- `unit_size` from the first day on (null: what it was before); `source` is who pays (null of capacity), `time_zone`
-- that of the buyer. `load_id` null: by hand.
CREATE TABLE resources (
    load_id INTEGER, resource_id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL, resource VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, purchased DECIMAL(18, 6), unit VARCHAR, unit_size DECIMAL(18, 6),
    first_day DATE NOT NULL, last_day DATE, refreshes VARCHAR NOT NULL, source VARCHAR, time_zone VARCHAR NOT NULL,
    unit_price DECIMAL(18, 6), currency VARCHAR
);
-- Of several tables of resources the newest that names a team counts for it; what is entered by hand always counts.
CREATE VIEW current_resources AS
SELECT * FROM resources AS r
WHERE load_id IS NULL OR load_id = (SELECT max(load_id) FROM resources AS q WHERE q.team_id = r.team_id);

-- One row per team, resource and day (UTC) from which a charged unit of it is so much use, until the next such day or a
-- purchase that says another size; entered by hand.
CREATE TABLE unit_sizes (
    team_id INTEGER NOT NULL, resource VARCHAR NOT NULL, first_day DATE NOT NULL, unit_size DECIMAL(18, 6) NOT NULL
);

-- One row per usage alert; `days` are those ahead of a run-out on which it speaks, such as [5, 10].
CREATE TABLE usage_alerts (
    alert_id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, days INTEGER[] NOT NULL, changed_at TIMESTAMP NOT NULL
);
-- One row per alert and resource that it watches.
CREATE TABLE usage_alert_resources (alert_id INTEGER NOT NULL, team_id INTEGER NOT NULL, resource VARCHAR NOT NULL);
-- One row per alert and e-mail address to which it goes.
CREATE TABLE usage_alert_recipients (alert_id INTEGER NOT NULL, recipient VARCHAR NOT NULL);
