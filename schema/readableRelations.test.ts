import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../test/support/databases.ts";
import type { Database } from "./database.ts";

/** What is not for SQL from outside: secrets, and what Vagus needs to run itself. */
const KEPT = [
	"api_keys",
	"content_arrivals",
	"ingest_batches",
	"maintenance_state",
	"metric_rollup_1min",
	"new_by_hour",
	"readable_relations",
	"rollup_late",
	"rollup_state",
	"service_rollup_daily",
	"template_aliases",
	"template_layouts",
	"test_rollup_daily",
	"vagus_migrations",
];

describe.each(testDatabases)("SQL from outside over $name", ({ open }) => {
	let db: Database;
	beforeAll(async () => {
		db = await open();
	});
	afterAll(() => db.close());
	const namesOf = async (statement: string) => (await db.query<{ name: string }>(statement)).map(({ name }) => name);

	test("may read every table and view, or it is said above that it may not", async () => {
		const readable = await namesOf("SELECT name FROM readable_relations");
		const all = await namesOf(`SELECT relname AS name FROM pg_class c
			WHERE relkind IN ('r', 'v', 'p') AND relnamespace = current_schema()::regnamespace`);
		expect([...readable, ...KEPT].toSorted()).toEqual(all.toSorted());
	});

	test("is run by a role that may read these and write nothing", async () => {
		const allowed = await namesOf(`SELECT relname AS name FROM pg_class
			WHERE relkind IN ('r', 'v', 'p') AND relnamespace = current_schema()::regnamespace
				AND has_table_privilege('vagus_reader', oid, 'SELECT')`);
		expect(allowed.toSorted()).toEqual((await namesOf("SELECT name FROM readable_relations")).toSorted());
		const changed = await namesOf(`SELECT relname AS name FROM pg_class
			WHERE relkind IN ('r', 'v', 'p', 'S') AND relnamespace = current_schema()::regnamespace
				AND has_table_privilege('vagus_reader', oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')`);
		expect(changed).toEqual([]);
		const [role] = await db.query(`SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls
			FROM pg_roles WHERE rolname = 'vagus_reader'`);
		expect(new Set(Object.values(role ?? {}))).toEqual(new Set([false]));
	});
});
