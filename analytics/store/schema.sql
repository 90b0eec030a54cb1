-- Loads are immutable; what is current is a view. Usage is a star: small integer keys, names joined to the answer.
-- `schema.py` says how to change it.

-- One row. `digest` is that of the schema, `state` another with every write; `key_check` is null until names and e-mails
-- were replaced, then a code of a fixed text under the key, to know the key again; `finishing_due` is true from a removal
-- until the file is written anew without what was removed, so it is false in every file that is.
CREATE TABLE meta (
    store_id UUID NOT NULL, version INTEGER NOT NULL, digest VARCHAR NOT NULL, state UUID NOT NULL, key_check VARCHAR,
    finishing_due BOOLEAN NOT NULL DEFAULT false
);

-- One row per load, kept for ever: an undone load leaves its receipt. `header` is the fingerprint of the names of the
-- columns: what was said about one file is said about its source. `purged_at` is when rows of it, or all of it, were
-- purged.
CREATE TABLE loads (
    load_id INTEGER PRIMARY KEY,
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    given_team VARCHAR,
    given_dates VARCHAR,
    loaded_at TIMESTAMP NOT NULL,
    undone_at TIMESTAMP,
    receipt JSON NOT NULL,
    header VARCHAR,
    given_decimals VARCHAR,
    given_columns JSON,
    purged_at TIMESTAMP
);
-- One row per load and reason and row of the file that is not used; `cells` by the name of their column, of the first
-- rows of each reason (null for the others).
CREATE TABLE set_aside (load_id INTEGER NOT NULL, row INTEGER NOT NULL, reason VARCHAR NOT NULL, cells JSON);
-- One row per load, check and row of the file that the check names.
CREATE TABLE findings (load_id INTEGER NOT NULL, finding VARCHAR NOT NULL, row INTEGER NOT NULL);
-- One row per load, kind of record and team: the days for which the load speaks, rows or no rows. A table of API usage
-- (record "api") speaks for applications, as the portal shows them, and not for teams: one that has gone to another team
-- is the same application. Of the other records `application_id` is null, of it `team_id`.
CREATE TABLE coverage (
    load_id INTEGER NOT NULL, record VARCHAR NOT NULL, team_id INTEGER,
    first_day DATE NOT NULL, last_day DATE NOT NULL, application_id INTEGER
);
-- One row per load, team and day that the load covered when the rows of the day were purged: the tokens used then, and
-- nobody's name. The ledger goes on with them; what asks who used what has no such day.
CREATE TABLE purged_days (
    load_id INTEGER NOT NULL, team_id INTEGER NOT NULL, day DATE NOT NULL, tokens DECIMAL(38, 6) NOT NULL
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

-- One row per pack; `load_id` is null for a pack entered by hand. `pool` is "annual" or "multi-year" of a Token Flex
-- contract, null of Flex packs; `price_paid` what the whole pack cost, where somebody entered that: the price per token
-- then is this by its tokens; `bought_on` when it was bought (null: by its first day).
CREATE TABLE packs (
    pack_id INTEGER PRIMARY KEY, load_id INTEGER, team_id INTEGER NOT NULL, tokens DECIMAL(18, 6) NOT NULL,
    first_day DATE NOT NULL, last_day DATE NOT NULL,
    price_per_token DECIMAL(18, 6), currency VARCHAR, note VARCHAR,
    pool VARCHAR, price_paid DECIMAL(18, 6),
    bought_on DATE
);

-- One row per kind of record, team or application, and covered day: the newest load that covers the day.
CREATE VIEW day_winners AS
SELECT record, team_id, day, max(load_id) AS load_id, application_id
FROM (
    SELECT record, team_id, application_id, load_id,
           unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day
    FROM coverage
)
GROUP BY record, team_id, application_id, day;

-- One row per pack that counts: those of the newest table that names the team, and those entered by hand.
CREATE VIEW current_packs AS
SELECT * FROM packs AS p
WHERE load_id IS NULL OR load_id = (SELECT max(load_id) FROM packs AS q WHERE q.team_id = p.team_id);

-- One row per name that a person joined to a product (`product`: one of its names) or parted from one (`product`: the
-- name itself).
CREATE TABLE product_names (name VARCHAR NOT NULL, product VARCHAR NOT NULL);
-- One row per row of `products`: the product that it is a name of (the smallest `product_id` of its names) and the name
-- under which that is shown. Derived, and renewed with every write.
CREATE TABLE product_identities (product_id INTEGER NOT NULL, identity_id INTEGER NOT NULL, product VARCHAR NOT NULL);
-- One row per product.
CREATE VIEW identified_products AS SELECT DISTINCT identity_id AS product_id, product FROM product_identities;
-- One row per name that is or was written for a product, with the product.
CREATE VIEW names_of_products AS
SELECT name, identity_id AS product_id, product FROM products JOIN product_identities USING (product_id)
UNION SELECT product, identity_id, product FROM product_identities;

-- One row per row of a load that is current, with the product that its name is one of.
CREATE VIEW current_usage AS
SELECT u.* REPLACE (coalesce(i.identity_id, u.product_id) AS product_id)
FROM usage_rows AS u
JOIN day_winners AS w ON w.record = 'tokens' AND w.load_id = u.load_id AND w.team_id = u.team_id AND w.day = u.day
-- Within the transaction that brings a name there is no row of it yet.
LEFT JOIN product_identities AS i ON i.product_id = u.product_id;

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
SELECT s.* REPLACE (coalesce(i.identity_id, s.product_id) AS product_id)
FROM seat_rows AS s
JOIN day_winners AS w ON w.record = 'seats' AND w.load_id = s.load_id AND w.team_id = s.team_id AND w.day = s.day
LEFT JOIN product_identities AS i ON i.product_id = s.product_id;

-- Lists speak for a team as a whole: those of the newest load that names it.
CREATE VIEW current_report AS
SELECT r.* REPLACE (coalesce(i.identity_id, r.product_id) AS product_id)
FROM report_rows AS r LEFT JOIN product_identities AS i ON i.product_id = r.product_id
WHERE load_id = (SELECT max(load_id) FROM report_rows AS q WHERE q.team_id = r.team_id);
CREATE VIEW current_subscriptions AS
SELECT * FROM subscriptions AS s
WHERE load_id = (SELECT max(load_id) FROM subscriptions AS q WHERE q.team_id = s.team_id);
CREATE VIEW current_events AS
SELECT * FROM token_events AS e
WHERE load_id = (SELECT max(load_id) FROM token_events AS q WHERE q.team_id = e.team_id);

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

-- One row per token event entered by hand: `kind` is move (tokens of a team to another), merge (all that a team has
-- left, and its later use, to another; `tokens` null) or correction (`tokens` more, or below zero fewer).
CREATE TABLE own_events (
    event_id INTEGER PRIMARY KEY, kind VARCHAR NOT NULL, day DATE NOT NULL, team_id INTEGER NOT NULL,
    to_team_id INTEGER, tokens DECIMAL(18, 6), note VARCHAR, entered_at TIMESTAMP NOT NULL
);
-- One row per team and day: the tokens that Autodesk says are left at the end of the day.
CREATE TABLE stated_balances (
    team_id INTEGER NOT NULL, day DATE NOT NULL, tokens DECIMAL(18, 6) NOT NULL, note VARCHAR,
    stated_at TIMESTAMP NOT NULL
);

-- One row per budget: tokens planned for a month, quarter or year that begins on `first_day`, of a team or of one of
-- its departments as the directory names it.
CREATE TABLE budgets (
    team_id INTEGER NOT NULL, department VARCHAR, period VARCHAR NOT NULL, first_day DATE NOT NULL,
    tokens DECIMAL(18, 6) NOT NULL
);
-- One row per team and tier: the share of the term's tokens whose crossing is watched, in percent.
CREATE TABLE budget_tiers (team_id INTEGER NOT NULL, percent DECIMAL(9, 3) NOT NULL);

-- One row per closing: days on which a team (null: the whole company) uses nothing, past or to come; `yearly`: every year
-- from then on.
CREATE TABLE closings (
    closing_id INTEGER PRIMARY KEY, team_id INTEGER, first_day DATE NOT NULL, last_day DATE NOT NULL,
    yearly BOOLEAN NOT NULL, note VARCHAR, entered_at TIMESTAMP NOT NULL
);

-- One row per assumption about orders that is kept in place of a setting.
CREATE TABLE assumptions (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
-- One row per scenario; `changes` is a list of what is different from the base.
CREATE TABLE scenarios (
    scenario_id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL, name VARCHAR NOT NULL, changes JSON NOT NULL,
    changed_at TIMESTAMP NOT NULL
);
-- One row per product or user that a change of a scenario is about; `change` is its place in the list, from 0. Apart
-- from the changes, so that users and products who turn out to be one, or are forgotten, are so here too.
CREATE TABLE scenario_keys (
    scenario_id INTEGER NOT NULL, change INTEGER NOT NULL, user_id INTEGER, product_id INTEGER
);

-- One row per load and team whose use or packs it changed: what was forecast when the load was in. `answer` is the
-- forecast as a document: quantiles of the run-out day and of the tokens used 30, 60, 90 and 180 days ahead, what packs
-- could still pay, and whether the burn rate made it.
CREATE TABLE vintages (
    load_id INTEGER NOT NULL, team_id INTEGER NOT NULL, as_of DATE NOT NULL, made_at TIMESTAMP NOT NULL,
    method VARCHAR NOT NULL, answer JSON NOT NULL, PRIMARY KEY (load_id, team_id)
);

-- One row per rate: the tokens that a user pays for a product for 24 hours, from `first_day` to the next row's. By the
-- product's name, for it may be entered before its first export is loaded.
CREATE TABLE own_rates (
    rate_id INTEGER PRIMARY KEY, product VARCHAR NOT NULL, first_day DATE NOT NULL, tokens DECIMAL(18, 6) NOT NULL,
    source VARCHAR, checked_on DATE
);
-- One row per price, from `first_day` to the next row's of the same: of a token (`offer` null) of one team or of all
-- (`team_id` null), or of a year of an offer; `basis` is "net", what the customer pays, or "list".
CREATE TABLE own_prices (
    price_id INTEGER PRIMARY KEY, offer VARCHAR, team_id INTEGER, amount DECIMAL(18, 6) NOT NULL,
    currency VARCHAR NOT NULL, basis VARCHAR NOT NULL, first_day DATE NOT NULL, source VARCHAR, checked_on DATE
);
-- One row per collection and product in it, of collections whose contents were entered: these count, not the shipped.
CREATE TABLE own_contents (collection VARCHAR NOT NULL, product VARCHAR NOT NULL);

-- One row per step in the life of a move, never changed and never replaced: what somebody decided about it and when. Of
-- a user the name that outlasts a load, as in `expected`. `day` is the last day of an exemption, or the day on which the
-- move was done; `price_year` what the subscriptions cost in a year as known then; `evidence` holds the numbers of the
-- move as they were shown.
CREATE TABLE decisions (
    step INTEGER PRIMARY KEY, kind VARCHAR NOT NULL, team VARCHAR NOT NULL, user_key VARCHAR NOT NULL,
    state VARCHAR NOT NULL, day DATE, note VARCHAR, owner VARCHAR, who VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL, price_year DECIMAL(18, 6), currency VARCHAR, evidence JSON NOT NULL
);
-- One row per step and offer that is bought or given up (`part` "offer"), or product that is moved ("product").
CREATE TABLE decision_names (step INTEGER NOT NULL, part VARCHAR NOT NULL, name VARCHAR NOT NULL);

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
