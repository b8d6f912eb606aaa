import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Database } from "../schema/database.ts";
import { openPg } from "../schema/drivers/pg.ts";
import { createKey } from "../schema/keys.ts";
import { createTestDatabase, testDatabases } from "../test/support/databases.ts";
import { ago, NOW, seedLogs } from "../test/support/seed.ts";
import { servers } from "../test/support/servers.ts";
import { cursorAt, positionOf } from "./cursor.ts";
import { parseArguments } from "./parseArguments.ts";
import { sqlLimits } from "./querySql/sqlLimits.ts";
import { querySql, querySqlArguments, querySqlResult } from "./querySql.ts";

/** As the owner of the database, and as one who may not have a role for it. */
const databases = [
	...testDatabases,
	...servers.map((server) => ({ name: `a plain user on ${server.name}`, open: () => openAsPlainUser(server) })),
];

describe.each(databases)("query_sql over $name", ({ open, name }) => {
	let db: Database;
	const ask = async (query: string, more: object = {}) => {
		const args = parseArguments(querySqlArguments, { query, ...more });
		return querySqlResult.strict().parse(await querySql({ db, embedder: lexicalEmbedder, now: NOW }, args));
	};
	const rows = async (query: string, more?: object) => (await ask(query, more)).rows;

	beforeAll(async () => {
		// Short enough for a test to wait for.
		sqlLimits.statementMs = 1_000;
		db = await open();
		await createKey(db, { name: "secret", scopes: ["admin"] });
		await seedLogs(
			db,
			Array.from({ length: 3_000 }, (_, index) => ({
				message: `Order ${index} placed`,
				level: index % 100 === 0 ? ("error" as const) : ("info" as const),
				timestamp: ago(1 + (index % 50)),
			})),
		);
	});
	afterAll(() => db.close());

	test("answers what a SELECT finds, as texts under the names of its columns", async () => {
		expect(
			await ask(`SELECT level, count(*), count(*) FILTER (WHERE message ~ '00'), max(timestamp) AS last, null AS nothing
				FROM application_logs GROUP BY level ORDER BY level; `),
		).toEqual({
			columns: ["level", "count", "count_2", "last", "nothing"],
			rows: [
				["error", "30", "29", "2026-03-10 12:29:00+00", null],
				["info", "2970", "18", "2026-03-10 12:29:00+00", null],
			],
			page: { total: 2, totalIsLeast: false, truncated: false, cursor: null },
		});
	});

	test.each([
		["WITH errors AS (SELECT * FROM application_logs WHERE level = 'error') SELECT count(*) FROM errors", "30"],
		["SELECT count(*) FROM (VALUES (1), (2)) v (a) -- as a comment", "2"],
		["TABLE error_groups", undefined],
		["SELECT sum(x) FROM unnest(ARRAY[1, 2]) x", "3"],
		["SELECT row_number() OVER (ORDER BY timestamp) FROM application_logs LIMIT 1", "1"],
		["SELECT histogram_quantile(0.5, ARRAY[10, 20], ARRAY[0, 4, 0])", "15"],
		["SELECT similarity('abc', 'abc')", "1"],
		["SELECT count(*) > 20 FROM information_schema.columns WHERE table_name = 'application_logs'", "true"],
		["SELECT count(*) FROM daily_service_health", "1"],
		["SELECT '[1,2]'::vector <-> '[1,2]'", "0"],
		[`SELECT 1 AS "a (b) ""c"""`, "1"],
		["SELECT date_trunc('hour', now() - interval '1 day') < now()", "true"],
		["SELECT count(DISTINCT service) FROM application_logs TABLESAMPLE bernoulli (100)", "1"],
	])("takes %s", async (query, first) => expect((await rows(query))[0]?.[0]).toBe(first));

	test("comes in pages, and says whether more follow", async () => {
		const query = "SELECT message FROM application_logs ORDER BY timestamp, message";
		const first = await ask(query, { limit: 500 });
		expect([first.rows.length, first.page.totalIsLeast, first.page.truncated]).toEqual([500, true, true]);
		let seen = first.rows;
		for (let { cursor } = first.page; cursor; ) {
			const next = await ask(query, { limit: 500, cursor });
			seen = [...seen, ...next.rows];
			cursor = next.page.cursor;
			if (!cursor) expect(next.page).toMatchObject({ total: 3_000, totalIsLeast: false });
		}
		expect(new Set(seen.map(([message]) => message)).size).toBe(3_000);
	});

	test("cuts long values and large answers", async () => {
		const [[long = ""] = []] = await rows("SELECT string_agg(message, ',') FROM application_logs");
		expect(long).toHaveLength(501);
		const wide = Array.from({ length: 100 }, (_, place) => `message AS c${place}`).join(", ");
		const { rows: shown, page } = await ask(`SELECT ${wide} FROM application_logs`, { limit: 500 });
		expect(shown).toHaveLength(20);
		expect(page.truncated).toBe(true);
		await expect(ask(`SELECT ${wide}, 1 FROM application_logs`)).rejects.toThrow("select columns, 100 at most");
	});

	test("takes statements, and leads through rows, of bounded length", async () => {
		const long = `SELECT '${"x".repeat(sqlLimits.text)}'`;
		await expect(ask(long)).rejects.toThrow("query: give at most 10000 characters.");
		const query = "SELECT message FROM application_logs";
		const beyond = cursorAt(positionOf(undefined, ["query_sql", query], NOW), sqlLimits.offset + 1);
		await expect(ask(query, { cursor: beyond })).rejects.toThrow("cursor: it leads past 10000 rows.");
	});

	test("is run as a role that can read little, where there may be one", async () => {
		const [[user] = []] = await rows("SELECT current_user");
		if (name.startsWith("a plain user")) expect(user).toMatch(/_user$/);
		else expect(user).toBe("vagus_reader");
	});

	// Each is refused, whoever the user of the database is; what PostgreSQL says itself is said on.
	test.each([
		["INSERT INTO api_keys VALUES ('x')", /syntax error/],
		["UPDATE application_logs SET message = ''", /syntax error/],
		["DELETE FROM application_logs", /syntax error/],
		["TRUNCATE application_logs", /syntax error/],
		["WITH d AS (DELETE FROM application_logs RETURNING *) SELECT * FROM d", /data-modifying statement/],
		["WITH i AS (INSERT INTO scopes SELECT * FROM scopes RETURNING 1) SELECT 1", /data-modifying statement/],
		["CREATE TABLE mine (a int)", /syntax error/],
		["DROP TABLE application_logs", /syntax error/],
		["ALTER ROLE CURRENT_USER SUPERUSER", /syntax error/],
		["SELECT * INTO mine FROM application_logs", /INTO is not allowed here/],
		["COPY application_logs TO PROGRAM 'cat'", /syntax error/],
		["COPY (SELECT 1) TO '/tmp/x'", /syntax error/],
		["SET ROLE postgres", /syntax error/],
		["RESET ROLE", /syntax error/],
		["SET SESSION AUTHORIZATION DEFAULT", /syntax error/],
		["EXPLAIN ANALYZE SELECT 1", /syntax error/],
		["VACUUM", /syntax error/],
		["DO $$ BEGIN END $$", /syntax error/],
		["CALL x()", /syntax error/],
		["LISTEN x", /syntax error/],
		["PREPARE x AS SELECT 1", /syntax error/],
		["BEGIN", /syntax error/],
		["SELECT 1; DROP TABLE application_logs", /one statement without ;/],
		["SELECT 1) AS a; COMMIT; DELETE FROM application_logs; SELECT (1", /one statement without ;/],
		["SELECT 1) AS a, api_keys, (SELECT 2", /api_keys may not be read/],
		["SELECT * FROM application_logs FOR UPDATE", /may not lock rows/],
		["SELECT * FROM (SELECT * FROM application_logs FOR SHARE) a", /may not lock rows/],
		["SELECT * FROM api_keys", /api_keys may not be read/],
		["TABLE api_keys", /api_keys may not be read/],
		["SELECT (SELECT key_hash FROM api_keys LIMIT 1)", /api_keys may not be read/],
		["SELECT 1 WHERE EXISTS (SELECT FROM api_keys)", /api_keys may not be read/],
		["WITH k AS (SELECT * FROM api_keys) SELECT * FROM k", /api_keys may not be read/],
		["SELECT * FROM application_logs a, LATERAL (SELECT a.level FROM api_keys) k", /api_keys may not be read/],
		["SELECT 1 UNION ALL SELECT length(name) FROM api_keys", /api_keys may not be read/],
		["SELECT * FROM ingest_batches", /ingest_batches may not be read/],
		["SELECT * FROM pg_authid", /pg_authid may not be read/],
		["SELECT * FROM pg_stat_activity", /pg_stat_activity may not be read/],
		["SELECT * FROM pg_settings", /pg_settings may not be read/],
		["SELECT * FROM information_schema.role_table_grants", /may not be read/],
		["SELECT pg_sleep(60)", /may not call pg_sleep/],
		["SELECT count(*) FROM application_logs WHERE pg_sleep(1) IS NULL", /may not call pg_sleep/],
		["SELECT set_config('role', 'none', false)", /may not call set_config/],
		["SELECT set_config('transaction_read_only', 'off', false)", /may not call set_config/],
		["SELECT query_to_xml('SELECT * FROM api_keys', true, true, '')", /may not call query_to_xml/],
		["SELECT table_to_xml('api_keys', true, true, '')", /may not call table_to_xml/],
		["SELECT database_to_xml(true, true, '')", /may not call database_to_xml/],
		["SELECT * FROM ts_stat('SELECT key_hash::text::tsvector FROM api_keys')", /may not call ts_stat/],
		["SELECT ts_rewrite('a'::tsquery, 'SELECT ''a''::tsquery, ''b''::tsquery')", /may not call ts_rewrite/],
		["SELECT pg_read_file('/etc/passwd')", /may not call pg_read_file/],
		["SELECT pg_ls_dir('/')", /may not call pg_ls_dir/],
		["SELECT lo_import('/etc/passwd')", /may not call lo_import/],
		["SELECT lo_from_bytea(0, '')", /may not call lo_from_bytea/],
		["SELECT pg_terminate_backend(pg_backend_pid())", /may not call pg_backend_pid, pg_terminate_backend/],
		["SELECT pg_advisory_lock(7236289104456120833)", /may not call pg_advisory_lock/],
		["SELECT pg_notify('x', 'y')", /may not call pg_notify/],
		["SELECT pg_reload_conf()", /may not call pg_reload_conf/],
		["SELECT nextval('application_logs_log_id_seq')", /may not call nextval/],
		["SELECT current_setting('config_file')", /may not call current_setting/],
		["SELECT txid_current()", /may not call txid_current/],
		["SELECT repeat('x', 1000000000)", /may not call repeat/],
		["SELECT dblink('host=x', 'SELECT 1')", /function dblink\(unknown, unknown\) does not exist/],
		["SELECT $1", /no parameter \$1/],
		["SELECT FROM application_logs", /select columns/],
		["SELECT mesage FROM application_logs", /Perhaps you meant.*message/],
		["SELECT * FROM application_log", /Did you mean application_logs/],
		["SELECT 1 / 0", /division by zero/],
		["SELECT message::int FROM application_logs", /invalid input syntax/],
		["SELECT 1 /* ", /unterminated/],
		["", /give a SELECT/],
		[";", /give a SELECT/],
	])("refuses %s", async (query, sentence) => {
		await expect(ask(query)).rejects.toMatchObject({
			code: "invalid_argument",
			message: expect.stringMatching(sentence),
		});
	});

	test("cuts a cartesian product, or does not begin it", async () => {
		const product =
			"SELECT count(*) FROM application_logs a, application_logs b, application_logs c, application_logs d";
		await expect(ask(product)).rejects.toThrow(name === "pglite" ? /would take too long/ : /was cut after 1 second/);
		const endless = "WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a FROM t) SELECT count(*) FROM t";
		await expect(ask(endless)).rejects.toThrow(name === "pglite" ? /may not be recursive/ : /was cut after 1 second/);
		const series = "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b";
		await expect(ask(series)).rejects.toThrow(name === "pglite" ? /may not call generate_series/ : /was cut/);
	});

	test("leaves everything as it was", async () => {
		const [left] = await db.query(`SELECT
			(SELECT count(*)::int FROM application_logs) AS logs, (SELECT count(*)::int FROM api_keys) AS keys,
			to_regclass('mine') AS mine, to_regclass('pg_temp.vagus_statement') AS view,
			current_setting('transaction_read_only') AS "readOnly", current_user = session_user AS "ownRole"`);
		expect(left).toEqual({ logs: 3_000, keys: 1, mine: null, view: null, readOnly: "off", ownRole: true });
		await seedLogs(db, [{ message: "still written" }]);
		expect(await rows("SELECT count(*) FROM application_logs WHERE message = 'still written'")).toEqual([["1"]]);
	});
});

/** A user that owns the tables and is no member of the role, as where roles cannot be made. */
async function openAsPlainUser(server: { url: string }): Promise<Database> {
	const { url, drop } = await createTestDatabase(server as Parameters<typeof createTestDatabase>[0]);
	const owner = openPg({ connectionString: url, max: 1 });
	const target = new URL(url);
	const user = `${target.pathname.slice(1)}_user`;
	await owner.script(`CREATE ROLE ${user} LOGIN PASSWORD 'plain'; GRANT USAGE, CREATE ON SCHEMA public TO ${user};
		GRANT ALL ON ALL TABLES IN SCHEMA public TO ${user}; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${user}`);
	target.username = user;
	target.password = "plain";
	const db = openPg({ connectionString: target.toString() });
	return {
		...db,
		close: async () => {
			await db.close();
			await owner.script(`DROP OWNED BY ${user}; DROP ROLE ${user}`);
			await owner.close();
			await drop();
		},
	};
}
