-- A store as the code of commit ba6c935 made and filled it.
CREATE TABLE budgets(team_id INTEGER NOT NULL, department VARCHAR, period VARCHAR NOT NULL, first_day DATE NOT NULL, tokens DECIMAL(18,6) NOT NULL);
CREATE TABLE budget_tiers(team_id INTEGER NOT NULL, "percent" DECIMAL(9,3) NOT NULL);
CREATE TABLE coverage(load_id INTEGER NOT NULL, record VARCHAR NOT NULL, team_id INTEGER NOT NULL, first_day DATE NOT NULL, last_day DATE NOT NULL);
CREATE TABLE custom_fields(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, field TINYINT NOT NULL, "value" VARCHAR NOT NULL);
CREATE TABLE decisions(step INTEGER PRIMARY KEY, kind VARCHAR NOT NULL, team VARCHAR NOT NULL, user_key VARCHAR NOT NULL, state VARCHAR NOT NULL, "day" DATE, note VARCHAR, "owner" VARCHAR, who VARCHAR NOT NULL, decided_at TIMESTAMP NOT NULL, price_year DECIMAL(18,6), currency VARCHAR, evidence JSON NOT NULL);
CREATE TABLE decision_names(step INTEGER NOT NULL, part VARCHAR NOT NULL, "name" VARCHAR NOT NULL);
CREATE TABLE directory_rows(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, "key" VARCHAR NOT NULL, department VARCHAR, cost_center VARCHAR, project VARCHAR, country VARCHAR, manager VARCHAR, first_day DATE, last_day DATE);
CREATE TABLE expected(kind VARCHAR, "name" VARCHAR, note VARCHAR, marked_at TIMESTAMP NOT NULL, PRIMARY KEY(kind, "name"));
CREATE TABLE features(feature_id INTEGER PRIMARY KEY, "name" VARCHAR NOT NULL);
CREATE TABLE findings(load_id INTEGER NOT NULL, finding VARCHAR NOT NULL, "row" INTEGER NOT NULL);
CREATE TABLE limits(limit_id INTEGER PRIMARY KEY, kind VARCHAR NOT NULL, "name" VARCHAR, period VARCHAR NOT NULL, tokens DECIMAL(18,6) NOT NULL);
CREATE TABLE loads(load_id INTEGER PRIMARY KEY, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, kind VARCHAR NOT NULL, given_team VARCHAR, given_dates VARCHAR, loaded_at TIMESTAMP NOT NULL, undone_at TIMESTAMP, receipt JSON NOT NULL, "header" VARCHAR, given_decimals VARCHAR, given_columns JSON, purged_at TIMESTAMP);
CREATE TABLE meta(store_id UUID NOT NULL, "version" INTEGER NOT NULL, revision BIGINT NOT NULL, key_check VARCHAR);
CREATE TABLE own_contents(collection VARCHAR NOT NULL, product VARCHAR NOT NULL);
CREATE TABLE own_events(event_id INTEGER PRIMARY KEY, kind VARCHAR NOT NULL, "day" DATE NOT NULL, team_id INTEGER NOT NULL, to_team_id INTEGER, tokens DECIMAL(18,6), note VARCHAR, entered_at TIMESTAMP NOT NULL);
CREATE TABLE own_prices(price_id INTEGER PRIMARY KEY, offer VARCHAR, team_id INTEGER, amount DECIMAL(18,6) NOT NULL, currency VARCHAR NOT NULL, basis VARCHAR NOT NULL, first_day DATE NOT NULL, "source" VARCHAR, checked_on DATE);
CREATE TABLE own_rates(rate_id INTEGER PRIMARY KEY, product VARCHAR NOT NULL, first_day DATE NOT NULL, tokens DECIMAL(18,6) NOT NULL, "source" VARCHAR, checked_on DATE);
CREATE TABLE packs(pack_id INTEGER PRIMARY KEY, load_id INTEGER, team_id INTEGER NOT NULL, tokens DECIMAL(18,6) NOT NULL, first_day DATE NOT NULL, last_day DATE NOT NULL, price_per_token DECIMAL(18,6), currency VARCHAR, note VARCHAR, pool VARCHAR, price_paid DECIMAL(18,6));
CREATE TABLE products(product_id INTEGER PRIMARY KEY, "name" VARCHAR NOT NULL);
CREATE TABLE report_rows(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, team_id INTEGER NOT NULL, user_id INTEGER, product_id INTEGER NOT NULL, version_id INTEGER, user_group VARCHAR, "access" VARCHAR, seat_assignment VARCHAR, assigned DATE, unassigned DATE, user_activity VARCHAR, days_inactive INTEGER, days_used INTEGER, monthly_average DECIMAL(18,6), tokens DECIMAL(18,6), last_accessed DATE);
CREATE TABLE scenarios(scenario_id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL, "name" VARCHAR NOT NULL, changes JSON NOT NULL, changed_at TIMESTAMP NOT NULL);
CREATE TABLE scenario_keys(scenario_id INTEGER NOT NULL, change INTEGER NOT NULL, user_id INTEGER, product_id INTEGER);
CREATE TABLE seat_rows(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, "day" DATE NOT NULL, team_id INTEGER NOT NULL, user_id INTEGER, product_id INTEGER NOT NULL, version_id INTEGER, feature_id INTEGER);
CREATE TABLE sessions(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, started TIMESTAMP, ended TIMESTAMP, "minutes" DECIMAL(18,6));
CREATE TABLE set_aside(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, reason VARCHAR NOT NULL, cells JSON);
CREATE TABLE stated_balances(team_id INTEGER NOT NULL, "day" DATE NOT NULL, tokens DECIMAL(18,6) NOT NULL, note VARCHAR, stated_at TIMESTAMP NOT NULL);
CREATE TABLE subscriptions(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, team_id INTEGER NOT NULL, product_id INTEGER NOT NULL, contract VARCHAR, "subscription" VARCHAR, term VARCHAR, first_day DATE NOT NULL, last_day DATE NOT NULL, renewal DATE, status VARCHAR, seats INTEGER);
CREATE TABLE teams(team_id INTEGER PRIMARY KEY, "name" VARCHAR NOT NULL);
CREATE TABLE token_events(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, team_id INTEGER NOT NULL, "day" DATE NOT NULL, "event" VARCHAR NOT NULL, tokens DECIMAL(18,6) NOT NULL, note VARCHAR);
CREATE TABLE usage_rows(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, "day" DATE NOT NULL, team_id INTEGER NOT NULL, user_id INTEGER, product_id INTEGER NOT NULL, version_id INTEGER, feature_id INTEGER, tokens DECIMAL(18,6) NOT NULL);
CREATE TABLE users(user_id INTEGER PRIMARY KEY, "key" VARCHAR NOT NULL, email VARCHAR, first_name VARCHAR, last_name VARCHAR);
CREATE TABLE versions(version_id INTEGER PRIMARY KEY, "name" VARCHAR NOT NULL);
CREATE TABLE vintages(load_id INTEGER, team_id INTEGER, as_of DATE NOT NULL, made_at TIMESTAMP NOT NULL, "method" VARCHAR NOT NULL, answer JSON NOT NULL, PRIMARY KEY(load_id, team_id));
CREATE VIEW day_winners AS SELECT record, team_id, "day", max(load_id) AS load_id FROM (SELECT record, team_id, load_id, CAST(unnest(generate_series(first_day, last_day, to_days(CAST(trunc(CAST(1 AS DOUBLE)) AS INTEGER)))) AS DATE) AS "day" FROM coverage) GROUP BY record, team_id, "day";
CREATE VIEW current_directory AS SELECT * FROM directory_rows WHERE (load_id = (SELECT max(load_id) FROM directory_rows));
CREATE VIEW current_events AS SELECT * FROM token_events AS e WHERE (load_id = (SELECT max(load_id) FROM token_events AS q WHERE (q.team_id = e.team_id)));
CREATE VIEW current_packs AS SELECT * FROM packs AS p WHERE ((load_id IS NULL) OR (load_id = (SELECT max(load_id) FROM packs AS q WHERE (q.team_id = p.team_id))));
CREATE VIEW current_report AS SELECT * FROM report_rows AS r WHERE (load_id = (SELECT max(load_id) FROM report_rows AS q WHERE (q.team_id = r.team_id)));
CREATE VIEW current_seats AS SELECT s.* FROM (seat_rows AS s INNER JOIN day_winners AS w ON (((w.record = 'seats') AND (w.load_id = s.load_id) AND (w.team_id = s.team_id) AND (w."day" = s."day"))));
CREATE VIEW current_subscriptions AS SELECT * FROM subscriptions AS s WHERE (load_id = (SELECT max(load_id) FROM subscriptions AS q WHERE (q.team_id = s.team_id)));
CREATE VIEW current_usage AS SELECT u.* FROM (usage_rows AS u INNER JOIN day_winners AS w ON (((w.record = 'tokens') AND (w.load_id = u.load_id) AND (w.team_id = u.team_id) AND (w."day" = u."day"))));
INSERT INTO budgets VALUES
(2, NULL, 'month', '2026-01-01', 200),
(2, 'Road', 'quarter', '2026-01-01', 300);
INSERT INTO budget_tiers VALUES
(2, 40),
(2, 80);
INSERT INTO coverage VALUES
(1, 'tokens', 1, '2026-01-01', '2026-03-25'),
(1, 'tokens', 2, '2026-01-01', '2026-03-25'),
(5, 'tokens', 3, '2025-12-08', '2025-12-09'),
(5, 'tokens', 4, '2025-12-08', '2025-12-09'),
(5, 'tokens', 5, '2025-12-08', '2025-12-09');
INSERT INTO decisions VALUES
(1, 'flex_to_subscription', 'Plant', 'ann.lee@example.com', 'accepted', NULL, 'told Ann Lee', NULL, 'Cy Fox', '2026-06-01 12:00:00', NULL, NULL, '{}');
INSERT INTO decision_names VALUES
(1, 'offer', 'Revit');
INSERT INTO directory_rows VALUES
(3, 1, 'ann.lee@example.com', 'Road', '100', NULL, NULL, 'zoe.kim@example.com', NULL, NULL),
(3, 2, 'bob.ray@example.com', 'Road', '100', NULL, NULL, 'zoe.kim@example.com', NULL, NULL),
(3, 3, 'cy.fox@example.com', 'Bridge', '200', NULL, NULL, 'zoe.kim@example.com', NULL, NULL);
INSERT INTO expected VALUES
('user', 'bob.ray@example.com', 'busy', '2026-06-01 12:00:00');
INSERT INTO findings VALUES
(1, 'Other rates than known', 1),
(1, 'Other rates than known', 3),
(1, 'Other rates than known', 4),
(1, 'Other rates than known', 5),
(1, 'Other rates than known', 6),
(1, 'Other rates than known', 7),
(1, 'Other rates than known', 8),
(1, 'Other rates than known', 10),
(1, 'Other rates than known', 11),
(1, 'Other rates than known', 12),
(1, 'Other rates than known', 13),
(1, 'Other rates than known', 14),
(1, 'Other rates than known', 15),
(1, 'Other rates than known', 17),
(1, 'Other rates than known', 18),
(1, 'Other rates than known', 19),
(1, 'Other rates than known', 20),
(1, 'Other rates than known', 21),
(1, 'Other rates than known', 22),
(1, 'Other rates than known', 23),
(1, 'Other rates than known', 25),
(1, 'Other rates than known', 26),
(1, 'Other rates than known', 27),
(1, 'Other rates than known', 28),
(1, 'Other rates than known', 29),
(1, 'Other rates than known', 30),
(1, 'Other rates than known', 31),
(1, 'Other rates than known', 33),
(1, 'Other rates than known', 34),
(1, 'Other rates than known', 35),
(1, 'Other rates than known', 36),
(1, 'Other rates than known', 37),
(1, 'Other rates than known', 39),
(1, 'Other rates than known', 40),
(1, 'Other rates than known', 41),
(1, 'Other rates than known', 42),
(1, 'Other rates than known', 43),
(1, 'Other rates than known', 44),
(1, 'Other rates than known', 45),
(1, 'Other rates than known', 47),
(1, 'Other rates than known', 48),
(1, 'Other rates than known', 49),
(1, 'Other rates than known', 50),
(1, 'Other rates than known', 51),
(1, 'Other rates than known', 52),
(1, 'Other rates than known', 53),
(1, 'Other rates than known', 55),
(1, 'Other rates than known', 56),
(1, 'Other rates than known', 57),
(1, 'Other rates than known', 58),
(1, 'Other rates than known', 59),
(1, 'Other rates than known', 60),
(1, 'Other rates than known', 62),
(1, 'Other rates than known', 63),
(1, 'Other rates than known', 64),
(1, 'Other rates than known', 65),
(1, 'Other rates than known', 66),
(1, 'Other rates than known', 67),
(1, 'Other rates than known', 69),
(1, 'Other rates than known', 70),
(5, 'Products without a known rate', 1),
(5, 'Products without a known rate', 2),
(5, 'Products without a known rate', 3),
(5, 'Products without a known rate', 4),
(5, 'Products without a known rate', 5),
(5, 'Products without a known rate', 6),
(5, 'Products without a known rate', 7),
(5, 'Products without a known rate', 8),
(5, 'Products without a known rate', 9),
(5, 'Products without a known rate', 10),
(5, 'Products without a known rate', 11),
(5, 'Products without a known rate', 12);
INSERT INTO limits VALUES
(1, 'team', 'Plant', 'month', 50);
INSERT INTO loads VALUES
(1, 'usage.csv', '0ff9c48c69560d1114e4b749559a63ef3ee3597e40e2a7b1eaebff713ddeb414', 'token_usage', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "usage.csv", "status": "loaded", "message": "Token Usage export: 70 of 71 rows used.", "hint": "", "kind": "token_usage", "rows_in": 71, "rows_used": 70, "seat_rows": 0, "set_aside": [{"reason": "the day is not a date", "rows": 1}], "unnamed_rows": 0, "tokens": "490.000000", "first_day": "2026-01-01", "last_day": "2026-03-25", "teams": ["Design", "Plant"], "load_id": 1, "dry_run": false, "findings": [{"check": "Other rates than known", "message": "The usual tokens of a day differ from the known rate: AutoCAD (usually 4.5 a day, known 7), Revit (usually 4.5 a day, known 10).", "hint": "Autodesk changes rates now and then: see the rate sheet of these days. What was charged counts.", "rows": 60}], "changes": [], "team": null}', '16da658cdf809d1c', NULL, NULL, NULL),
(2, 'packs.csv', '90a2fdf9d365df4b383b2ae8f49bcc6bd471025901a094076735299952e4016a', 'packs', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "packs.csv", "status": "loaded", "message": "Table of token packs: 2 of 2 rows used.", "hint": "", "kind": "packs", "rows_in": 2, "rows_used": 2, "seat_rows": 0, "set_aside": [], "unnamed_rows": 0, "tokens": "5300.000000", "first_day": "2026-01-01", "last_day": "2026-12-31", "teams": ["Design", "Plant"], "load_id": 2, "dry_run": false, "findings": [], "changes": [], "team": null}', '87065eb5f0a4f076', NULL, NULL, NULL),
(3, 'directory.csv', '9076bea9de95adfcfe03aa5abc94930fe2b7bd2e07b6efc0e7d2ec086bb54d7e', 'directory', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "directory.csv", "status": "loaded", "message": "Directory of users: 3 of 3 rows used.", "hint": "", "kind": "directory", "rows_in": 3, "rows_used": 3, "seat_rows": 0, "set_aside": [], "unnamed_rows": 0, "tokens": "0.000000", "first_day": null, "last_day": null, "teams": [], "load_id": 3, "dry_run": false, "findings": [], "changes": [], "team": null}', 'fde2df4bee5d6a7e', NULL, NULL, NULL),
(5, 'api.csv', '12a49b400b9ee657b7137bf805c235020a176f6960525fccfc388300943d9014', 'token_usage', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "api.csv", "status": "loaded", "message": "Token Usage export: 12 of 12 rows used.", "hint": "", "kind": "token_usage", "rows_in": 12, "rows_used": 12, "seat_rows": 0, "set_aside": [], "unnamed_rows": 0, "tokens": "25.400000", "first_day": "2025-12-08", "last_day": "2025-12-09", "teams": ["Design Studio", "Digital Lab", "Plant Engineering"], "load_id": 5, "dry_run": false, "findings": [{"check": "Products without a known rate", "message": "Tokens on 5 products whose daily rate no source here gives: Model viewer (usually 0.9 a day), Plant configurator (usually 1.5 a day), Scan to mesh (usually 1 a day), Sheet publisher (usually 1.5 a day), Twin updater (usually 3 a day).", "hint": "Compare the usual tokens with Autodesk''s rate sheet, and the name with the other exports.", "rows": 12}], "changes": [], "team": null}', '4a64dbbe5f36fdaf', NULL, NULL, NULL),
(4, 'later.csv', 'd2da51c18d8d5e28f70f840c0e204afcad5cdf33a5303b52825cb412fb57d808', 'token_usage', NULL, NULL, '2026-06-01 12:00:00', '2026-06-01 12:00:00', '{"file": "later.csv", "status": "loaded", "message": "Token Usage export: 7 of 7 rows used.", "hint": "", "kind": "token_usage", "rows_in": 7, "rows_used": 7, "seat_rows": 0, "set_aside": [], "unnamed_rows": 0, "tokens": "56.000000", "first_day": "2026-05-01", "last_day": "2026-05-07", "teams": ["Plant"], "load_id": 4, "dry_run": false, "findings": [{"check": "Other rates than known", "message": "The usual tokens of a day differ from the known rate: Revit (usually 8 a day, known 10).", "hint": "Autodesk changes rates now and then: see the rate sheet of these days. What was charged counts.", "rows": 7}], "changes": [], "team": "Plant"}', '16da658cdf809d1c', NULL, NULL, NULL);
INSERT INTO meta VALUES
('048c99b1-ecf7-4f61-9913-248895d064a8', 5, 19, NULL);
INSERT INTO own_contents VALUES
('AEC Collection', 'Revit'),
('AEC Collection', 'AutoCAD');
INSERT INTO own_events VALUES
(1, 'move', '2026-03-01', 2, 1, 20, 'agreed with Bob Ray', '2026-06-01 12:00:00');
INSERT INTO own_prices VALUES
(1, NULL, 2, 2.9, 'USD', 'net', '2026-01-01', NULL, NULL);
INSERT INTO own_rates VALUES
(1, 'Revit', '2026-01-01', 10, NULL, NULL);
INSERT INTO packs VALUES
(1, 2, 2, 5000, '2026-01-01', '2026-12-31', 3, 'USD', NULL, NULL, NULL),
(2, 2, 1, 300, '2026-01-01', '2026-12-31', 2.5, 'USD', NULL, NULL, NULL),
(3, NULL, 2, 100, '2026-02-01', '2026-12-31', 3, 'USD', 'ordered by Ann Lee', NULL, NULL);
INSERT INTO products VALUES
(1, 'AutoCAD'),
(2, 'Maya'),
(3, 'Revit'),
(4, 'Model viewer'),
(5, 'Plant configurator'),
(6, 'Scan to mesh'),
(7, 'Sheet publisher'),
(8, 'Twin updater');
INSERT INTO scenarios VALUES
(1, 2, 'Less', '[{"kind": "moved", "first_day": "2026-07-01"}, {"kind": "headcount", "first_day": "2026-07-01", "users": 2}]', '2026-06-01 12:00:00');
INSERT INTO scenario_keys VALUES
(1, 0, 1, NULL);
INSERT INTO set_aside VALUES
(1, 71, 'the day is not a date', '{"day":"not a day","team":"Plant","product":"Revit","version":"2025","email":"cy.fox@example.com","first_name":"Cy","last_name":"Fox","tokens":"1"}');
INSERT INTO stated_balances VALUES
(2, '2026-04-01', 4000, 'as the portal has it', '2026-06-01 12:00:00');
INSERT INTO teams VALUES
(1, 'Design'),
(2, 'Plant'),
(3, 'Design Studio'),
(4, 'Digital Lab'),
(5, 'Plant Engineering');
INSERT INTO usage_rows VALUES
(1, 2, '2026-01-01', 1, 1, 2, 2, NULL, 6),
(1, 1, '2026-01-01', 2, 1, 3, 1, NULL, 10),
(1, 3, '2026-01-02', 2, 2, 1, 1, NULL, 7),
(1, 4, '2026-01-05', 2, 2, 3, 1, NULL, 7),
(1, 5, '2026-01-06', 2, 3, 1, 1, NULL, 4.5),
(1, 6, '2026-01-07', 2, 1, 3, 1, NULL, 10),
(1, 7, '2026-01-08', 2, 2, 1, 1, NULL, 7),
(1, 8, '2026-01-09', 2, 3, 3, 1, NULL, 4.5),
(1, 9, '2026-01-10', 1, 1, 2, 2, NULL, 6),
(1, 10, '2026-01-12', 2, 3, 1, 1, NULL, 4.5),
(1, 11, '2026-01-13', 2, 1, 3, 1, NULL, 10),
(1, 12, '2026-01-14', 2, 2, 1, 1, NULL, 7),
(1, 13, '2026-01-15', 2, 3, 3, 1, NULL, 4.5),
(1, 14, '2026-01-16', 2, 1, 1, 1, NULL, 10),
(1, 16, '2026-01-19', 1, 1, 2, 2, NULL, 6),
(1, 15, '2026-01-19', 2, 1, 3, 1, NULL, 10),
(1, 17, '2026-01-20', 2, 2, 1, 1, NULL, 7),
(1, 18, '2026-01-21', 2, 3, 3, 1, NULL, 4.5),
(1, 19, '2026-01-22', 2, 1, 1, 1, NULL, 10),
(1, 20, '2026-01-23', 2, 2, 3, 1, NULL, 7),
(1, 21, '2026-01-26', 2, 2, 1, 1, NULL, 7),
(1, 22, '2026-01-27', 2, 3, 3, 1, NULL, 4.5),
(1, 23, '2026-01-28', 2, 1, 1, 1, NULL, 10),
(1, 24, '2026-01-28', 1, 1, 2, 2, NULL, 6),
(1, 25, '2026-01-29', 2, 2, 3, 1, NULL, 7),
(1, 26, '2026-01-30', 2, 3, 1, 1, NULL, 4.5),
(1, 27, '2026-02-02', 2, 3, 3, 1, NULL, 4.5),
(1, 28, '2026-02-03', 2, 1, 1, 1, NULL, 10),
(1, 29, '2026-02-04', 2, 2, 3, 1, NULL, 7),
(1, 30, '2026-02-05', 2, 3, 1, 1, NULL, 4.5),
(1, 32, '2026-02-06', 1, 1, 2, 2, NULL, 6),
(1, 31, '2026-02-06', 2, 1, 3, 1, NULL, 10),
(1, 33, '2026-02-09', 2, 1, 1, 1, NULL, 10),
(1, 34, '2026-02-10', 2, 2, 3, 1, NULL, 7),
(1, 35, '2026-02-11', 2, 3, 1, 1, NULL, 4.5),
(1, 36, '2026-02-12', 2, 1, 3, 1, NULL, 10),
(1, 37, '2026-02-13', 2, 2, 1, 1, NULL, 7),
(1, 38, '2026-02-15', 1, 1, 2, 2, NULL, 6),
(1, 39, '2026-02-16', 2, 2, 3, 1, NULL, 7),
(1, 40, '2026-02-17', 2, 3, 1, 1, NULL, 4.5),
(1, 41, '2026-02-18', 2, 1, 3, 1, NULL, 10),
(1, 42, '2026-02-19', 2, 2, 1, 1, NULL, 7),
(1, 43, '2026-02-20', 2, 3, 3, 1, NULL, 4.5),
(1, 44, '2026-02-23', 2, 3, 1, 1, NULL, 4.5),
(1, 46, '2026-02-24', 1, 1, 2, 2, NULL, 6),
(1, 45, '2026-02-24', 2, 1, 3, 1, NULL, 10),
(1, 47, '2026-02-25', 2, 2, 1, 1, NULL, 7),
(1, 48, '2026-02-26', 2, 3, 3, 1, NULL, 4.5),
(1, 49, '2026-02-27', 2, 1, 1, 1, NULL, 10),
(1, 50, '2026-03-02', 2, 1, 3, 1, NULL, 10),
(1, 51, '2026-03-03', 2, 2, 1, 1, NULL, 7),
(1, 52, '2026-03-04', 2, 3, 3, 1, NULL, 4.5),
(1, 53, '2026-03-05', 2, 1, 1, 1, NULL, 10),
(1, 54, '2026-03-05', 1, 1, 2, 2, NULL, 6),
(1, 55, '2026-03-06', 2, 2, 3, 1, NULL, 7),
(1, 56, '2026-03-09', 2, 2, 1, 1, NULL, 7),
(1, 57, '2026-03-10', 2, 3, 3, 1, NULL, 4.5),
(1, 58, '2026-03-11', 2, 1, 1, 1, NULL, 10),
(1, 59, '2026-03-12', 2, 2, 3, 1, NULL, 7),
(1, 60, '2026-03-13', 2, 3, 1, 1, NULL, 4.5),
(1, 61, '2026-03-14', 1, 1, 2, 2, NULL, 6),
(1, 62, '2026-03-16', 2, 3, 3, 1, NULL, 4.5),
(1, 63, '2026-03-17', 2, 1, 1, 1, NULL, 10),
(1, 64, '2026-03-18', 2, 2, 3, 1, NULL, 7),
(1, 65, '2026-03-19', 2, 3, 1, 1, NULL, 4.5),
(1, 66, '2026-03-20', 2, 1, 3, 1, NULL, 10),
(1, 67, '2026-03-23', 2, 1, 1, 1, NULL, 10),
(1, 68, '2026-03-23', 1, 1, 2, 2, NULL, 6),
(1, 69, '2026-03-24', 2, 2, 3, 1, NULL, 7),
(1, 70, '2026-03-25', 2, 3, 1, 1, NULL, 4.5),
(5, 1, '2025-12-08', 3, NULL, 4, NULL, NULL, 3),
(5, 2, '2025-12-08', 3, NULL, 4, NULL, NULL, 1),
(5, 5, '2025-12-08', 5, NULL, 5, NULL, NULL, 2),
(5, 6, '2025-12-08', 5, NULL, 5, NULL, NULL, 1.5),
(5, 7, '2025-12-08', 4, NULL, 6, NULL, NULL, 1),
(5, 3, '2025-12-08', 3, NULL, 7, NULL, NULL, 1.5),
(5, 4, '2025-12-08', 3, NULL, 7, NULL, NULL, 1.5),
(5, 8, '2025-12-08', 4, NULL, 8, NULL, NULL, 3),
(5, 9, '2025-12-09', 3, NULL, 4, NULL, NULL, 7.5),
(5, 10, '2025-12-09', 3, NULL, 4, NULL, NULL, 0.9),
(5, 11, '2025-12-09', 3, NULL, 7, NULL, NULL, 1.5),
(5, 12, '2025-12-09', 3, NULL, 7, NULL, NULL, 1);
INSERT INTO users VALUES
(1, 'ann.lee@example.com', 'ann.lee@example.com', 'Ann', 'Lee'),
(2, 'bob.ray@example.com', 'bob.ray@example.com', 'Bob', 'Ray'),
(3, 'cy.fox@example.com', 'cy.fox@example.com', 'Cy', 'Fox');
INSERT INTO versions VALUES
(1, '2025'),
(2, '2026');
INSERT INTO vintages VALUES
(2, 2, '2026-04-30', '2026-06-01 12:00:00', 'ETS', '{"run_out": ["2026-11-01", "2026-12-01", null]}'),
(2, 1, '2026-04-30', '2026-06-01 12:00:00', 'ETS', '{"run_out": ["2026-11-01", "2026-12-01", null]}'),
(5, 3, '2026-04-30', '2026-06-01 12:00:00', 'ETS', '{"run_out": ["2026-11-01", "2026-12-01", null]}'),
(5, 4, '2026-04-30', '2026-06-01 12:00:00', 'ETS', '{"run_out": ["2026-11-01", "2026-12-01", null]}'),
(5, 5, '2026-04-30', '2026-06-01 12:00:00', 'ETS', '{"run_out": ["2026-11-01", "2026-12-01", null]}');
