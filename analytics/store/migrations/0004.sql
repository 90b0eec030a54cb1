-- Pools: what is entered by hand beside the loads, what is planned, and what was forecast when.
UPDATE meta SET version = 4;

-- `pool` is "annual" or "multi-year" of a Token Flex contract, null of Flex packs.
ALTER TABLE packs ADD COLUMN pool VARCHAR;
-- What the whole pack cost, where somebody entered that; the price per token then is this by its tokens.
ALTER TABLE packs ADD COLUMN price_paid DECIMAL(18, 6);
DROP VIEW current_packs;
CREATE VIEW current_packs AS
SELECT * FROM packs AS p
WHERE load_id IS NULL OR load_id = (SELECT max(load_id) FROM packs AS q WHERE q.team_id = p.team_id);

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
