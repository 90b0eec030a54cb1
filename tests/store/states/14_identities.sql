-- A store as the code of commit caa5845 made and filled it.
CREATE TABLE api_rows(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, "day" DATE NOT NULL, team_id INTEGER NOT NULL, application_id INTEGER NOT NULL, api VARCHAR NOT NULL, job VARCHAR, quantity DECIMAL(18,6) NOT NULL, unit VARCHAR, tokens DECIMAL(18,6) NOT NULL, uncharged BOOLEAN NOT NULL);
CREATE TABLE applications(application_id INTEGER PRIMARY KEY, "key" VARCHAR NOT NULL, client_id VARCHAR, "name" VARCHAR NOT NULL);
CREATE TABLE application_teams(application_id INTEGER, team_id INTEGER NOT NULL, first_day DATE, PRIMARY KEY(application_id, first_day));
CREATE TABLE budgets(team_id INTEGER NOT NULL, department VARCHAR, period VARCHAR NOT NULL, first_day DATE NOT NULL, tokens DECIMAL(18,6) NOT NULL);
CREATE TABLE budget_tiers(team_id INTEGER NOT NULL, "percent" DECIMAL(9,3) NOT NULL);
CREATE TABLE coverage(load_id INTEGER NOT NULL, record VARCHAR NOT NULL, team_id INTEGER, first_day DATE NOT NULL, last_day DATE NOT NULL, application_id INTEGER);
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
CREATE TABLE product_identities(product_id INTEGER NOT NULL, identity_id INTEGER NOT NULL, product VARCHAR NOT NULL);
CREATE TABLE product_names("name" VARCHAR NOT NULL, product VARCHAR NOT NULL);
CREATE TABLE report_rows(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, team_id INTEGER NOT NULL, user_id INTEGER, product_id INTEGER NOT NULL, version_id INTEGER, user_group VARCHAR, "access" VARCHAR, seat_assignment VARCHAR, assigned DATE, unassigned DATE, user_activity VARCHAR, days_inactive INTEGER, days_used INTEGER, monthly_average DECIMAL(18,6), tokens DECIMAL(18,6), last_accessed DATE);
CREATE TABLE "resources"(load_id INTEGER, resource_id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL, "resource" VARCHAR NOT NULL, kind VARCHAR NOT NULL, purchased DECIMAL(18,6), unit VARCHAR, unit_size DECIMAL(18,6), first_day DATE NOT NULL, last_day DATE, refreshes VARCHAR NOT NULL, "source" VARCHAR, time_zone VARCHAR NOT NULL, unit_price DECIMAL(18,6), currency VARCHAR);
CREATE TABLE scenarios(scenario_id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL, "name" VARCHAR NOT NULL, changes JSON NOT NULL, changed_at TIMESTAMP NOT NULL);
CREATE TABLE scenario_keys(scenario_id INTEGER NOT NULL, change INTEGER NOT NULL, user_id INTEGER, product_id INTEGER);
CREATE TABLE seat_rows(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, "day" DATE NOT NULL, team_id INTEGER NOT NULL, user_id INTEGER, product_id INTEGER NOT NULL, version_id INTEGER, feature_id INTEGER);
CREATE TABLE sessions(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, started TIMESTAMP, ended TIMESTAMP, "minutes" DECIMAL(18,6));
CREATE TABLE set_aside(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, reason VARCHAR NOT NULL, cells JSON);
CREATE TABLE stated_balances(team_id INTEGER NOT NULL, "day" DATE NOT NULL, tokens DECIMAL(18,6) NOT NULL, note VARCHAR, stated_at TIMESTAMP NOT NULL);
CREATE TABLE subscriptions(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, team_id INTEGER NOT NULL, product_id INTEGER NOT NULL, contract VARCHAR, "subscription" VARCHAR, term VARCHAR, first_day DATE NOT NULL, last_day DATE NOT NULL, renewal DATE, status VARCHAR, seats INTEGER);
CREATE TABLE teams(team_id INTEGER PRIMARY KEY, "name" VARCHAR NOT NULL);
CREATE TABLE token_events(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, team_id INTEGER NOT NULL, "day" DATE NOT NULL, "event" VARCHAR NOT NULL, tokens DECIMAL(18,6) NOT NULL, note VARCHAR);
CREATE TABLE unit_sizes(team_id INTEGER NOT NULL, "resource" VARCHAR NOT NULL, first_day DATE NOT NULL, unit_size DECIMAL(18,6) NOT NULL);
CREATE TABLE usage_alerts(alert_id INTEGER PRIMARY KEY, "name" VARCHAR NOT NULL, "days" INTEGER[] NOT NULL, changed_at TIMESTAMP NOT NULL);
CREATE TABLE usage_alert_recipients(alert_id INTEGER NOT NULL, recipient VARCHAR NOT NULL);
CREATE TABLE usage_alert_resources(alert_id INTEGER NOT NULL, team_id INTEGER NOT NULL, "resource" VARCHAR NOT NULL);
CREATE TABLE usage_rows(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, "day" DATE NOT NULL, team_id INTEGER NOT NULL, user_id INTEGER, product_id INTEGER NOT NULL, version_id INTEGER, feature_id INTEGER, tokens DECIMAL(18,6) NOT NULL);
CREATE TABLE users(user_id INTEGER PRIMARY KEY, "key" VARCHAR NOT NULL, email VARCHAR, first_name VARCHAR, last_name VARCHAR);
CREATE TABLE versions(version_id INTEGER PRIMARY KEY, "name" VARCHAR NOT NULL);
CREATE TABLE vintages(load_id INTEGER, team_id INTEGER, as_of DATE NOT NULL, made_at TIMESTAMP NOT NULL, "method" VARCHAR NOT NULL, answer JSON NOT NULL, PRIMARY KEY(load_id, team_id));
CREATE VIEW day_winners AS SELECT record, team_id, "day", max(load_id) AS load_id, application_id FROM (SELECT record, team_id, application_id, load_id, CAST(unnest(generate_series(first_day, last_day, to_days(CAST(trunc(CAST(1 AS DOUBLE)) AS INTEGER)))) AS DATE) AS "day" FROM coverage) GROUP BY record, team_id, application_id, "day";
CREATE VIEW current_api_usage AS SELECT u.* EXCLUDE (team_id), COALESCE(a.team_id, u.team_id) AS team_id FROM ((SELECT r.* FROM (api_rows AS r INNER JOIN day_winners AS w ON (((w.record = 'api') AND (w.application_id = r.application_id) AND (w.load_id = r.load_id) AND (w."day" = r."day"))))) AS u ASOF LEFT JOIN application_teams AS a ON (((a.application_id = u.application_id) AND (u."day" >= a.first_day))));
CREATE VIEW current_directory AS SELECT * FROM directory_rows WHERE (load_id = (SELECT max(load_id) FROM directory_rows));
CREATE VIEW current_events AS SELECT * FROM token_events AS e WHERE (load_id = (SELECT max(load_id) FROM token_events AS q WHERE (q.team_id = e.team_id)));
CREATE VIEW current_packs AS SELECT * FROM packs AS p WHERE ((load_id IS NULL) OR (load_id = (SELECT max(load_id) FROM packs AS q WHERE (q.team_id = p.team_id))));
CREATE VIEW current_report AS SELECT r.* REPLACE (COALESCE(i.identity_id, r.product_id) AS product_id) FROM (report_rows AS r LEFT JOIN product_identities AS i ON ((i.product_id = r.product_id))) WHERE (load_id = (SELECT max(load_id) FROM report_rows AS q WHERE (q.team_id = r.team_id)));
CREATE VIEW current_resources AS SELECT * FROM "resources" AS r WHERE ((load_id IS NULL) OR (load_id = (SELECT max(load_id) FROM "resources" AS q WHERE (q.team_id = r.team_id))));
CREATE VIEW current_seats AS SELECT s.* REPLACE (COALESCE(i.identity_id, s.product_id) AS product_id) FROM ((seat_rows AS s INNER JOIN day_winners AS w ON (((w.record = 'seats') AND (w.load_id = s.load_id) AND (w.team_id = s.team_id) AND (w."day" = s."day")))) LEFT JOIN product_identities AS i ON ((i.product_id = s.product_id)));
CREATE VIEW current_subscriptions AS SELECT * FROM subscriptions AS s WHERE (load_id = (SELECT max(load_id) FROM subscriptions AS q WHERE (q.team_id = s.team_id)));
CREATE VIEW current_usage AS SELECT u.* REPLACE (COALESCE(i.identity_id, u.product_id) AS product_id) FROM ((usage_rows AS u INNER JOIN day_winners AS w ON (((w.record = 'tokens') AND (w.load_id = u.load_id) AND (w.team_id = u.team_id) AND (w."day" = u."day")))) LEFT JOIN product_identities AS i ON ((i.product_id = u.product_id)));
CREATE VIEW identified_products AS SELECT DISTINCT identity_id AS product_id, product FROM product_identities;
CREATE VIEW names_of_products AS (SELECT "name", identity_id AS product_id, product FROM (products INNER JOIN product_identities USING (product_id))) UNION (SELECT product, identity_id, product FROM product_identities);
INSERT INTO api_rows VALUES
(5, 1, '2025-12-08', 3, 5, 'Model Derivative', 'complex', 2, 'jobs', 3, false),
(5, 2, '2025-12-08', 3, 5, 'Model Derivative', 'simple', 10, 'jobs', 1, false),
(5, 3, '2025-12-08', 3, 3, 'Automation', 'Revit', 45, 'processing minutes', 1.5, false),
(5, 4, '2025-12-08', 3, 3, 'Automation', 'AutoCAD', 45, 'processing minutes', 1.5, false),
(5, 5, '2025-12-08', 5, 1, 'Automation', 'Inventor', 60, 'processing minutes', 2, false),
(5, 6, '2025-12-08', 5, 1, 'Model Derivative', 'complex', 1, 'jobs', 1.5, false),
(5, 7, '2025-12-08', 4, 2, 'Reality Capture', NULL, 50, 'photos', 1, false),
(5, 8, '2025-12-08', 4, 4, 'Model Derivative', 'complex', 2, 'jobs', 3, false),
(5, 9, '2025-12-09', 3, 5, 'Model Derivative', 'complex', 5, 'jobs', 7.5, false),
(5, 10, '2025-12-09', 3, 5, 'Model Derivative', 'simple', 9, 'jobs', 0.9, false),
(5, 11, '2025-12-09', 3, 3, 'Automation', 'Revit', 45, 'processing minutes', 1.5, false),
(5, 12, '2025-12-09', 3, 3, 'Automation', 'AutoCAD', 30, 'processing minutes', 1, false);
INSERT INTO applications VALUES
(1, 'config-77b9', 'config-77b9', 'Plant configurator'),
(2, 'meshes-e3c8', 'meshes-e3c8', 'Scan to mesh'),
(3, 'sheets-a402', 'sheets-a402', 'Sheet publisher'),
(4, 'twin-90aa', 'twin-90aa', 'Twin updater'),
(5, 'viewer-5d1f', 'viewer-5d1f', 'Model viewer');
INSERT INTO application_teams VALUES
(1, 1, '2026-02-01');
INSERT INTO budgets VALUES
(2, NULL, 'month', '2026-01-01', 200),
(2, 'Road', 'quarter', '2026-01-01', 300);
INSERT INTO budget_tiers VALUES
(2, 40),
(2, 80);
INSERT INTO coverage VALUES
(1, 'tokens', 1, '2026-01-01', '2026-03-25', NULL),
(1, 'tokens', 2, '2026-01-01', '2026-03-25', NULL),
(5, 'api', NULL, '2025-12-08', '2025-12-09', 1),
(5, 'api', NULL, '2025-12-08', '2025-12-09', 2),
(5, 'api', NULL, '2025-12-08', '2025-12-09', 3),
(5, 'api', NULL, '2025-12-08', '2025-12-09', 4),
(5, 'api', NULL, '2025-12-08', '2025-12-09', 5);
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
(1, 'Other rates than known', 70);
INSERT INTO limits VALUES
(1, 'team', 'Plant', 'month', 50);
INSERT INTO loads VALUES
(1, 'usage.csv', '0ff9c48c69560d1114e4b749559a63ef3ee3597e40e2a7b1eaebff713ddeb414', 'token_usage', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "usage.csv", "status": "loaded", "message": "Token Usage export: 70 of 71 rows used.", "hint": "", "kind": "token_usage", "rows_in": 71, "rows_used": 70, "seat_rows": 0, "set_aside": [{"reason": "the day is not a date", "rows": 1}], "unnamed_rows": 0, "tokens": "490.000000", "first_day": "2026-01-01", "last_day": "2026-03-25", "teams": ["Design", "Plant"], "load_id": 1, "dry_run": false, "findings": [{"check": "Other rates than known", "message": "The usual tokens of a day differ from the known rate: AutoCAD (usually 4.5 a day, known 7), Revit (usually 4.5 a day, known 10).", "hint": "Autodesk changes rates now and then: see the rate sheet of these days. What was charged counts.", "rows": 60}], "changes": [], "team": null}', '16da658cdf809d1c', NULL, NULL, NULL),
(2, 'packs.csv', '90a2fdf9d365df4b383b2ae8f49bcc6bd471025901a094076735299952e4016a', 'packs', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "packs.csv", "status": "loaded", "message": "Table of token packs: 2 of 2 rows used.", "hint": "", "kind": "packs", "rows_in": 2, "rows_used": 2, "seat_rows": 0, "set_aside": [], "unnamed_rows": 0, "tokens": "5300.000000", "first_day": "2026-01-01", "last_day": "2026-12-31", "teams": ["Design", "Plant"], "load_id": 2, "dry_run": false, "findings": [], "changes": [], "team": null}', '87065eb5f0a4f076', NULL, NULL, NULL),
(3, 'directory.csv', '9076bea9de95adfcfe03aa5abc94930fe2b7bd2e07b6efc0e7d2ec086bb54d7e', 'directory', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "directory.csv", "status": "loaded", "message": "Directory of users: 3 of 3 rows used.", "hint": "", "kind": "directory", "rows_in": 3, "rows_used": 3, "seat_rows": 0, "set_aside": [], "unnamed_rows": 0, "tokens": "0.000000", "first_day": null, "last_day": null, "teams": [], "load_id": 3, "dry_run": false, "findings": [], "changes": [], "team": null}', 'fde2df4bee5d6a7e', NULL, NULL, NULL),
(5, 'api.csv', '12a49b400b9ee657b7137bf805c235020a176f6960525fccfc388300943d9014', 'api_usage', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "api.csv", "status": "loaded", "message": "Table of API usage: 12 of 12 rows used.", "hint": "", "kind": "api_usage", "rows_in": 12, "rows_used": 12, "seat_rows": 0, "set_aside": [], "unnamed_rows": 0, "tokens": "25.400000", "first_day": "2025-12-08", "last_day": "2025-12-09", "teams": ["Design Studio", "Digital Lab", "Plant Engineering"], "load_id": 5, "dry_run": false, "findings": [], "changes": [], "team": null}', '4a64dbbe5f36fdaf', NULL, NULL, NULL),
(6, 'resources.csv', '06975633fc5277b6493d7ff379a5723003b285885b876eac234043c46e323297', 'resources', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "resources.csv", "status": "loaded", "message": "Table of resources: 3 of 3 rows used.", "hint": "", "kind": "resources", "rows_in": 3, "rows_used": 3, "seat_rows": 0, "set_aside": [], "unnamed_rows": 0, "tokens": "0.000000", "first_day": "2025-12-08", "last_day": null, "teams": ["Design Studio"], "load_id": 6, "dry_run": false, "findings": [], "changes": [], "team": "Design Studio"}', '95dec5eaae92f8a4', NULL, NULL, NULL),
(4, 'later.csv', 'd2da51c18d8d5e28f70f840c0e204afcad5cdf33a5303b52825cb412fb57d808', 'token_usage', NULL, NULL, '2026-06-01 12:00:00', '2026-06-01 12:00:00', '{"file": "later.csv", "status": "loaded", "message": "Token Usage export: 7 of 7 rows used.", "hint": "", "kind": "token_usage", "rows_in": 7, "rows_used": 7, "seat_rows": 0, "set_aside": [], "unnamed_rows": 0, "tokens": "56.000000", "first_day": "2026-05-01", "last_day": "2026-05-07", "teams": ["Plant"], "load_id": 4, "dry_run": false, "findings": [{"check": "Other rates than known", "message": "The usual tokens of a day differ from the known rate: Revit (usually 8 a day, known 10).", "hint": "Autodesk changes rates now and then: see the rate sheet of these days. What was charged counts.", "rows": 7}], "changes": [], "team": "Plant"}', '16da658cdf809d1c', NULL, NULL, NULL);
INSERT INTO meta VALUES
('147251c9-7af4-4600-8f92-f487087cf7c0', 7, 24, NULL);
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
(3, 'Revit');
INSERT INTO product_identities VALUES
(1, 1, 'AutoCAD'),
(2, 2, 'Maya'),
(3, 3, 'Revit');
INSERT INTO resources VALUES
(6, 1, 3, 'Automation', 'API', NULL, 'processing minutes', 15, '2025-12-08', NULL, 'never', 'Flex', 'UTC', NULL, NULL),
(6, 2, 3, 'Model Derivative complex', 'API', NULL, 'jobs', 2, '2025-12-08', NULL, 'never', 'Flex', 'UTC', NULL, NULL),
(6, 3, 3, 'Model Derivative simple', 'API', NULL, 'jobs', 10, '2025-12-08', NULL, 'never', 'Flex', 'UTC', NULL, NULL),
(NULL, 4, 2, 'Capacity', 'capacity', 3, 'slots', 1, '2026-01-01', NULL, 'never', NULL, 'UTC', NULL, NULL);
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
INSERT INTO unit_sizes VALUES
(2, 'Reality Capture', '2026-01-01', 20);
INSERT INTO usage_alerts VALUES
(1, 'APIs', [5], '2026-06-01 12:00:00');
INSERT INTO usage_alert_recipients VALUES
(1, 'zoe.kim@example.com');
INSERT INTO usage_alert_resources VALUES
(1, 2, 'Reality Capture');
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
(1, 70, '2026-03-25', 2, 3, 1, 1, NULL, 4.5);
INSERT INTO users VALUES
(1, 'ann.lee@example.com', 'ann.lee@example.com', 'Ann', 'Lee'),
(2, 'bob.ray@example.com', 'bob.ray@example.com', 'Bob', 'Ray'),
(3, 'cy.fox@example.com', 'cy.fox@example.com', 'Cy', 'Fox');
INSERT INTO versions VALUES
(1, '2025'),
(2, '2026');
INSERT INTO vintages VALUES
(2, 2, '2026-04-30', '2026-06-01 12:00:00', 'ETS', '{"run_out": ["2026-11-01", "2026-12-01", null]}'),
(2, 1, '2026-04-30', '2026-06-01 12:00:00', 'ETS', '{"run_out": ["2026-11-01", "2026-12-01", null]}');
