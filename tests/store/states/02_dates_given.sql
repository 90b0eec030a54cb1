-- A store as the code of commit 0d0c280 made and filled it.
CREATE TABLE coverage(load_id INTEGER NOT NULL, record VARCHAR NOT NULL, team_id INTEGER NOT NULL, first_day DATE NOT NULL, last_day DATE NOT NULL);
CREATE TABLE features(feature_id INTEGER PRIMARY KEY, "name" VARCHAR NOT NULL);
CREATE TABLE loads(load_id INTEGER PRIMARY KEY, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, kind VARCHAR NOT NULL, given_team VARCHAR, given_dates VARCHAR, loaded_at TIMESTAMP NOT NULL, undone_at TIMESTAMP, receipt JSON NOT NULL);
CREATE TABLE meta(store_id UUID NOT NULL, "version" INTEGER NOT NULL, revision BIGINT NOT NULL);
CREATE TABLE packs(pack_id INTEGER PRIMARY KEY, load_id INTEGER, team_id INTEGER NOT NULL, tokens DECIMAL(18,6) NOT NULL, first_day DATE NOT NULL, last_day DATE NOT NULL, price_per_token DECIMAL(18,6), currency VARCHAR, note VARCHAR);
CREATE TABLE products(product_id INTEGER PRIMARY KEY, "name" VARCHAR NOT NULL);
CREATE TABLE set_aside(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, reason VARCHAR NOT NULL);
CREATE TABLE teams(team_id INTEGER PRIMARY KEY, "name" VARCHAR NOT NULL);
CREATE TABLE usage_rows(load_id INTEGER NOT NULL, "row" INTEGER NOT NULL, "day" DATE NOT NULL, team_id INTEGER NOT NULL, user_id INTEGER, product_id INTEGER NOT NULL, version_id INTEGER, feature_id INTEGER, tokens DECIMAL(18,6) NOT NULL);
CREATE TABLE users(user_id INTEGER PRIMARY KEY, "key" VARCHAR NOT NULL, email VARCHAR, first_name VARCHAR, last_name VARCHAR);
CREATE TABLE versions(version_id INTEGER PRIMARY KEY, "name" VARCHAR NOT NULL);
CREATE VIEW day_winners AS SELECT record, team_id, "day", max(load_id) AS load_id FROM (SELECT record, team_id, load_id, CAST(unnest(generate_series(first_day, last_day, to_days(CAST(trunc(CAST(1 AS DOUBLE)) AS INTEGER)))) AS DATE) AS "day" FROM coverage) GROUP BY record, team_id, "day";
CREATE VIEW current_packs AS SELECT * FROM packs AS p WHERE ((load_id IS NULL) OR (load_id = (SELECT max(load_id) FROM packs AS q WHERE (q.team_id = p.team_id))));
CREATE VIEW current_usage AS SELECT u.* FROM (usage_rows AS u INNER JOIN day_winners AS w ON (((w.record = 'tokens') AND (w.load_id = u.load_id) AND (w.team_id = u.team_id) AND (w."day" = u."day"))));
INSERT INTO coverage VALUES
(1, 'tokens', 1, '2026-01-01', '2026-03-25'),
(1, 'tokens', 2, '2026-01-01', '2026-03-25'),
(4, 'tokens', 3, '2025-12-08', '2025-12-09'),
(4, 'tokens', 4, '2025-12-08', '2025-12-09'),
(4, 'tokens', 5, '2025-12-08', '2025-12-09');
INSERT INTO loads VALUES
(1, 'usage.csv', '0ff9c48c69560d1114e4b749559a63ef3ee3597e40e2a7b1eaebff713ddeb414', 'token_usage', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "usage.csv", "status": "loaded", "message": "Token Usage export: 70 of 71 rows used.", "kind": "token_usage", "rows_in": 71, "rows_used": 70, "seat_rows": 0, "set_aside": [{"reason": "the day is not a date", "rows": 1}], "tokens": "490.000000", "first_day": "2026-01-01", "last_day": "2026-03-25", "teams": ["Design", "Plant"], "load_id": 1, "dry_run": false, "findings": [], "changes": [], "team": null}'),
(2, 'packs.csv', '90a2fdf9d365df4b383b2ae8f49bcc6bd471025901a094076735299952e4016a', 'packs', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "packs.csv", "status": "loaded", "message": "Table of token packs: 2 of 2 rows used.", "kind": "packs", "rows_in": 2, "rows_used": 2, "seat_rows": 0, "set_aside": [], "tokens": "5300.000000", "first_day": "2026-01-01", "last_day": "2026-12-31", "teams": ["Design", "Plant"], "load_id": 2, "dry_run": false, "findings": [], "changes": [], "team": null}'),
(4, 'api.csv', '12a49b400b9ee657b7137bf805c235020a176f6960525fccfc388300943d9014', 'token_usage', NULL, NULL, '2026-06-01 12:00:00', NULL, '{"file": "api.csv", "status": "loaded", "message": "Token Usage export: 12 of 12 rows used.", "kind": "token_usage", "rows_in": 12, "rows_used": 12, "seat_rows": 0, "set_aside": [], "tokens": "25.400000", "first_day": "2025-12-08", "last_day": "2025-12-09", "teams": ["Design Studio", "Digital Lab", "Plant Engineering"], "load_id": 4, "dry_run": false, "findings": [], "changes": [], "team": null}'),
(3, 'later.csv', 'd2da51c18d8d5e28f70f840c0e204afcad5cdf33a5303b52825cb412fb57d808', 'token_usage', NULL, NULL, '2026-06-01 12:00:00', '2026-06-01 12:00:00', '{"file": "later.csv", "status": "loaded", "message": "Token Usage export: 7 of 7 rows used.", "kind": "token_usage", "rows_in": 7, "rows_used": 7, "seat_rows": 0, "set_aside": [], "tokens": "56.000000", "first_day": "2026-05-01", "last_day": "2026-05-07", "teams": ["Plant"], "load_id": 3, "dry_run": false, "findings": [], "changes": [], "team": "Plant"}');
INSERT INTO meta VALUES
('b7d086f1-cfc6-4d5c-8724-34cf39faba3e', 1, 6);
INSERT INTO packs VALUES
(1, 2, 2, 5000, '2026-01-01', '2026-12-31', 3, 'USD', NULL),
(2, 2, 1, 300, '2026-01-01', '2026-12-31', 2.5, 'USD', NULL),
(3, NULL, 2, 100, '2026-02-01', '2026-12-31', 3, 'USD', 'ordered by Ann Lee');
INSERT INTO products VALUES
(1, 'AutoCAD'),
(2, 'Maya'),
(3, 'Revit'),
(4, 'Model viewer'),
(5, 'Plant configurator'),
(6, 'Scan to mesh'),
(7, 'Sheet publisher'),
(8, 'Twin updater');
INSERT INTO set_aside VALUES
(1, 71, 'the day is not a date');
INSERT INTO teams VALUES
(1, 'Design'),
(2, 'Plant'),
(3, 'Design Studio'),
(4, 'Digital Lab'),
(5, 'Plant Engineering');
INSERT INTO usage_rows VALUES
(1, 1, '2026-01-01', 2, 1, 3, 1, NULL, 10),
(1, 2, '2026-01-01', 1, 1, 2, 2, NULL, 6),
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
(1, 15, '2026-01-19', 2, 1, 3, 1, NULL, 10),
(1, 16, '2026-01-19', 1, 1, 2, 2, NULL, 6),
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
(1, 31, '2026-02-06', 2, 1, 3, 1, NULL, 10),
(1, 32, '2026-02-06', 1, 1, 2, 2, NULL, 6),
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
(1, 45, '2026-02-24', 2, 1, 3, 1, NULL, 10),
(1, 46, '2026-02-24', 1, 1, 2, 2, NULL, 6),
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
(4, 1, '2025-12-08', 3, NULL, 4, NULL, NULL, 3),
(4, 2, '2025-12-08', 3, NULL, 4, NULL, NULL, 1),
(4, 3, '2025-12-08', 3, NULL, 7, NULL, NULL, 1.5),
(4, 4, '2025-12-08', 3, NULL, 7, NULL, NULL, 1.5),
(4, 5, '2025-12-08', 5, NULL, 5, NULL, NULL, 2),
(4, 6, '2025-12-08', 5, NULL, 5, NULL, NULL, 1.5),
(4, 7, '2025-12-08', 4, NULL, 6, NULL, NULL, 1),
(4, 8, '2025-12-08', 4, NULL, 8, NULL, NULL, 3),
(4, 9, '2025-12-09', 3, NULL, 4, NULL, NULL, 7.5),
(4, 10, '2025-12-09', 3, NULL, 4, NULL, NULL, 0.9),
(4, 11, '2025-12-09', 3, NULL, 7, NULL, NULL, 1.5),
(4, 12, '2025-12-09', 3, NULL, 7, NULL, NULL, 1);
INSERT INTO users VALUES
(1, 'ann.lee@example.com', 'ann.lee@example.com', 'Ann', 'Lee'),
(2, 'bob.ray@example.com', 'bob.ray@example.com', 'Bob', 'Ray'),
(3, 'cy.fox@example.com', 'cy.fox@example.com', 'Cy', 'Fox');
INSERT INTO versions VALUES
(1, '2025'),
(2, '2026');
