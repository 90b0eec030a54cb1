-- One product, whatever its names: use, seats and reports have the key of the product, loads that of the name.
UPDATE meta SET version = 7;

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

DROP VIEW current_usage;
CREATE VIEW current_usage AS
SELECT u.* REPLACE (coalesce(i.identity_id, u.product_id) AS product_id)
FROM usage_rows AS u
JOIN day_winners AS w ON w.record = 'tokens' AND w.load_id = u.load_id AND w.team_id = u.team_id AND w.day = u.day
-- Within the transaction that brings a name there is no row of it yet.
LEFT JOIN product_identities AS i ON i.product_id = u.product_id;
DROP VIEW current_seats;
CREATE VIEW current_seats AS
SELECT s.* REPLACE (coalesce(i.identity_id, s.product_id) AS product_id)
FROM seat_rows AS s
JOIN day_winners AS w ON w.record = 'seats' AND w.load_id = s.load_id AND w.team_id = s.team_id AND w.day = s.day
LEFT JOIN product_identities AS i ON i.product_id = s.product_id;
DROP VIEW current_report;
CREATE VIEW current_report AS
SELECT r.* REPLACE (coalesce(i.identity_id, r.product_id) AS product_id)
FROM report_rows AS r LEFT JOIN product_identities AS i ON i.product_id = r.product_id
WHERE load_id = (SELECT max(load_id) FROM report_rows AS q WHERE q.team_id = r.team_id);
