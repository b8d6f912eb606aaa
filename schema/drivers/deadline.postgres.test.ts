import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/databases.ts";
import { servers } from "../../test/support/servers.ts";
import { startTcpProxy, type TcpProxy } from "../../test/support/tcpProxy.ts";
import { startWebSocketProxy } from "../../test/support/webSocketProxy.ts";
import type { Database } from "../database.ts";
import { isUnavailable } from "../unavailable.ts";
import { openNeon } from "./neon.ts";
import type { PgOptions } from "./options.ts";
import { openPg } from "./pg.ts";
import { openPgClient } from "./pgClient.ts";

/** Short enough for a test to wait for, long enough for a busy machine to connect in. */
const SHORT: Omit<PgOptions, "connectionString"> = { max: 1, statementMs: 1_000, connectionTimeoutMillis: 2_000 };

const postgres = servers.filter((server) => server.name === "postgres");

describe.each(postgres)("a database on $name that takes connections and does not answer", (server) => {
	let database: Awaited<ReturnType<typeof createTestDatabase>>;
	let way: TcpProxy;
	let direct: Database;
	let proxied: string;
	const opened: { close(): Promise<void> }[] = [];
	const keep = <Kept extends { close(): Promise<void> }>(kept: Kept): Kept => {
		opened.push(kept);
		return kept;
	};
	beforeEach(async () => {
		database = await createTestDatabase(server);
		const url = new URL(database.url);
		way = await startTcpProxy(url.hostname, Number(url.port || 5432));
		url.host = `127.0.0.1:${way.port}`;
		proxied = url.toString();
		direct = keep(openPg({ connectionString: database.url, max: 2 }));
	});
	afterEach(async () => {
		await way.close();
		await Promise.all(opened.splice(0).map((each) => each.close()));
		await database.drop();
	});

	const openings: [string, () => Promise<Database>][] = [
		["pg", async () => openPg({ connectionString: proxied, ...SHORT })],
		[
			"neon",
			async () => {
				const { hostname, port } = new URL(proxied);
				const sockets = keep(await startWebSocketProxy(hostname, Number(port)));
				return openNeon({ connectionString: proxied, webSocketProxy: sockets.address, ...SHORT });
			},
		],
		[
			"neon, over a WebSocket that does not answer itself,",
			async () => {
				const target = new URL(database.url);
				const sockets = keep(await startWebSocketProxy(target.hostname, Number(target.port)));
				way.leadTo(Number(new URL(`ws://${sockets.address}`).port));
				return openNeon({ connectionString: proxied, webSocketProxy: `127.0.0.1:${way.port}/v1`, ...SHORT });
			},
		],
	];

	test.each(openings)("fails statements over %s in time, and is used again once it answers", async (_name, open) => {
		const db = keep(await open());
		expect(await db.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
		way.freeze();
		expect(await errorsOf([db.query("SELECT 2"), db.query("SELECT 3")])).toEqual([true, true]);
		// No connection is left: this one is for a new one.
		expect(await errorsOf([db.transaction((tx) => tx.query("SELECT 4"))])).toEqual([true]);
		way.thaw();
		expect(await Promise.all([db.query("SELECT 5 AS five"), db.query("SELECT 6 AS six")])).toEqual([
			[{ five: 5 }],
			[{ six: 6 }],
		]);
	});

	test("fails a transaction within its deadline and leaves nothing of it", async () => {
		const db = keep(openPg({ connectionString: proxied, ...SHORT }));
		const failing = db.transaction(async (tx) => {
			await tx.query("INSERT INTO rollup_state VALUES ('stalled', now())");
			way.freeze();
			await tx.query("SELECT 1");
		});
		expect(await errorsOf([failing])).toEqual([true]);
		way.thaw();
		expect(await db.query("SELECT rollup FROM rollup_state")).toEqual([]);
	});

	test("fails all that waits for a single connection", async () => {
		const db = keep(await openPgClient({ connectionString: proxied, ...SHORT }));
		way.freeze();
		expect(await errorsOf([db.query("SELECT 1"), db.query("SELECT 2")])).toEqual([true, true]);
	});

	test("gives longer to what asks for it", async () => {
		const db = keep(openPg({ connectionString: proxied, ...SHORT })).withDeadline(20_000);
		expect(await db.query("SELECT 1 AS one, pg_sleep(1.5)::text AS slept")).toEqual([{ one: 1, slept: "" }]);
		const inTransaction = db.transaction((tx) => tx.query("SELECT 2 AS two, pg_sleep(1.5)::text AS slept"));
		expect(await inTransaction).toEqual([{ two: 2, slept: "" }]);
	});

	test.each([
		["a statement", (db: Database) => db.query("SELECT pg_sleep(60)"), "57014"],
		[
			"a statement in a transaction",
			(db: Database) => db.transaction((tx) => tx.query("SELECT pg_sleep(60)")),
			"57014",
		],
		["a lock", (db: Database) => db.query("SELECT FROM rollup_state"), "55P03"],
		[
			"a lock in a transaction",
			(db: Database) => db.transaction((tx) => tx.query("SELECT FROM rollup_state")),
			"55P03",
		],
	])("is told by the server that %s takes too long, and keeps the connection", async (_what, work, code) => {
		const db = keep(openPg({ connectionString: database.url, ...SHORT }));
		const backend = () => db.query("SELECT pg_backend_pid() AS pid");
		const before = await backend();
		await direct.transaction(async (tx) => {
			await tx.query("LOCK TABLE rollup_state");
			await expect(work(db)).rejects.toMatchObject({ code });
		});
		expect(await backend()).toEqual(before);
	});
});

describe.each(postgres)("a connection to $name that is of no use any more", (server) => {
	let database: Awaited<ReturnType<typeof createTestDatabase>>;
	let db: Database;
	let direct: Database;
	beforeEach(async () => {
		database = await createTestDatabase(server);
		db = openPg({ connectionString: database.url, max: 1 });
		direct = openPg({ connectionString: database.url, max: 1 });
	});
	afterEach(async () => {
		await Promise.all([db.close(), direct.close()]);
		await database.drop();
	});

	test("is replaced where the database was read-only when it was made", async () => {
		const name = new URL(database.url).pathname.slice(1);
		const write = () => db.query("INSERT INTO rollup_state VALUES ('written', now())");
		await direct.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
		expect(await errorsOf([write()])).toEqual([true]);
		await direct.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
		expect(await write()).toEqual([]);
	});

	test("is replaced where its prepared statements are of an older schema", async () => {
		const ask = () => db.query("SELECT * FROM rollup_state", [], "named");
		await ask();
		await direct.query("ALTER TABLE rollup_state ADD COLUMN added integer");
		expect(await errorsOf([ask()])).toEqual([true]);
		expect(await ask()).toEqual([]);
	});
});

/** Of each, whether it failed as unavailable. */
async function errorsOf(works: Promise<unknown>[]): Promise<boolean[]> {
	const results = await Promise.allSettled(works);
	return results.map((result) => result.status === "rejected" && isUnavailable(result.reason));
}
