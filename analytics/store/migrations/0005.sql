-- Licensing: rates and prices of one's own, dated; what is shipped stays in files.
UPDATE meta SET version = 5;

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
