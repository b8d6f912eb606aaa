import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { createKey } from "../../schema/keys.ts";
import { removeFolders } from "../support/folder.ts";
import { servers } from "../support/servers.ts";
import { killAll } from "../support/vagusProcess.ts";
import { otlpBody } from "./support/otlpBody.ts";
import { createWorld, type World } from "./support/world.ts";

/** A little more than a statement's whole deadline. */
const PATIENCE_MS = 40_000;

/** More than the server has connections. */
const AT_ONCE = 40;

/** Enough for what is in flight at once, not for what the waves of large batches bring in all. */
const HEAP_MIB = 192;
const WAVES = 6;
const LARGE_RECORDS = 2_000;

/** What makes the database unusable; returns what makes it usable again. */
type Break = (world: World, admin: Database) => Promise<() => Promise<unknown>>;

const readOnly: Break = async ({ database }, admin) => {
	await admin.query(`ALTER DATABASE ${database} SET default_transaction_read_only = on`);
	await admin.query(TERMINATE, [database]);
	return () => admin.query(`ALTER DATABASE ${database} RESET default_transaction_read_only`);
};

const breaks: [string, Break][] = [
	[
		"while a migration holds a table",
		async ({ direct }) => {
			const held = Promise.withResolvers<void>();
			const migrated = Promise.withResolvers<void>();
			const migration = direct.transaction(async (tx) => {
				await tx.query("SET LOCAL idle_in_transaction_session_timeout = 0");
				await tx.query("LOCK TABLE application_logs IN ACCESS EXCLUSIVE MODE");
				held.resolve();
				await migrated.promise;
			});
			await held.promise;
			return () => {
				migrated.resolve();
				return migration;
			};
		},
	],
	["that has become read-only", readOnly],
	[
		"that takes no connections",
		async ({ database }, admin) => {
			await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
			await admin.query(TERMINATE, [database]);
			return () => admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
		},
	],
	[
		"that has fallen silent",
		async ({ databaseWay }) => {
			databaseWay.freeze();
			return async () => databaseWay.thaw();
		},
	],
];

const TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";

const postgres = servers.filter(({ name }) => name === "postgres");

describe.each(postgres)("on $name, a server over a database", (server) => {
	let world: World;
	let admin: Database;
	beforeAll(async () => {
		world = await createWorld(server, { env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` } });
		admin = openPg({ connectionString: server.url, max: 1 });
	});
	afterAll(async () => {
		await world.end();
		await admin.close();
		await killAll();
		await removeFolders();
	});

	/** Throws where no answer comes in time. */
	async function ask(path: string, { body, key = world.server.key }: { body?: string; key?: string } = {}) {
		const { status, headers } = await fetch(`${world.url}${path}`, {
			method: body === undefined ? "GET" : "POST",
			headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
			body,
			signal: AbortSignal.timeout(PATIENCE_MS),
		});
		return { status, retryAfter: headers.get("retry-after") };
	}

	const send = (id: string) => {
		bodies[id] ??= otlpBody("logs", [id]);
		return ask("/v1/logs", { body: bodies[id] });
	};
	const bodies: Record<string, string> = {};

	test.each(breaks)(
		"%s refuses in time, and without a restart takes each batch once when it is over",
		async (what, breakIt) => {
			const ids = Array.from({ length: AT_ONCE }, (_, index) => `${index} ${what}`);
			const mend = await breakIt(world, admin);
			const refused = await Promise.all(ids.map(send));
			expect(refused).toEqual(ids.map(() => ({ status: 503, retryAfter: "2" })));
			expect(await ask("/healthz")).toMatchObject({ status: 200 });
			await mend();
			for (const id of ids) {
				// The first ones may meet a connection that is of no use any more.
				await expect.poll(async () => (await send(id)).status, { timeout: PATIENCE_MS }).toBe(200);
			}
			const rows = await world.direct.query<{ message: string }>(
				"SELECT message FROM application_logs WHERE message = ANY($1)",
				[ids],
			);
			expect(rows.map((row) => row.message).toSorted()).toEqual(ids.toSorted());
			expect(world.server.current().child).toMatchObject({ exitCode: null, signalCode: null });
		},
		4 * PATIENCE_MS,
	);

	test("that is read-only answers questions still, for keys that it holds too", async () => {
		const { key } = await createKey(world.direct, { name: "reader", scopes: ["admin"] });
		const mend = await readOnly(world, admin);
		await expect.poll(() => send("refused"), { timeout: PATIENCE_MS }).toMatchObject({ status: 503 });
		expect(await ask("/api/keys", { key })).toMatchObject({ status: 200 });
		await mend();
	});

	test(
		"that stays silent needs no more memory for it",
		async () => {
			const texts = Array.from({ length: LARGE_RECORDS }, (_, index) => `a record of some length, number ${index}`);
			const body = otlpBody("logs", texts);
			world.databaseWay.freeze();
			for (let wave = 0; wave < WAVES; wave++) {
				const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => ask("/v1/logs", { body })));
				expect(answers).toEqual(answers.map(() => ({ status: 503, retryAfter: "2" })));
			}
			world.databaseWay.thaw();
			await expect.poll(() => send("after it"), { timeout: PATIENCE_MS }).toMatchObject({ status: 200 });
			expect(world.server.current().child).toMatchObject({ exitCode: null, signalCode: null });
		},
		8 * PATIENCE_MS,
	);

	test("goes on while another process does no more than hold the migration's lock", async () => {
		await world.direct.transaction(async (tx) => {
			await tx.query("SELECT pg_advisory_xact_lock(7236289104456120833)");
			await expect.poll(() => send("beside"), { timeout: PATIENCE_MS }).toMatchObject({ status: 200 });
		});
	});
});
