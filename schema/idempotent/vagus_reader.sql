-- The role under which SQL from outside is run, where the user of the database may have one: it can read what
-- readable_relations lists and nothing else. It belongs to the whole server, and nobody can log in as it.
DO $$
BEGIN
	IF to_regrole('vagus_reader') IS NULL THEN CREATE ROLE vagus_reader NOLOGIN; END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$;

DO $$
BEGIN
	IF to_regrole('vagus_reader') IS NOT NULL THEN GRANT vagus_reader TO CURRENT_USER; END IF;
EXCEPTION WHEN insufficient_privilege OR unique_violation OR internal_error THEN NULL;
END $$;

DO $$
DECLARE
	target record;
BEGIN
	IF to_regrole('vagus_reader') IS NULL THEN RETURN; END IF;
	EXECUTE format('GRANT USAGE ON SCHEMA %I TO vagus_reader', current_schema());
	FOR target IN
		SELECT * FROM readable_relations WHERE NOT has_table_privilege('vagus_reader', relation, 'SELECT')
	LOOP
		EXECUTE format('GRANT SELECT ON %s TO vagus_reader', target.relation::regclass);
	END LOOP;
END $$;
