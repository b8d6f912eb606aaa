import { readFile } from "node:fs/promises";
import { afterAll, afterEach, expect, test } from "vitest";
import { openPg } from "../../schema/drivers/pg.ts";
import { randomOf } from "../faults/support/random.ts";
import { createEmptyDatabase } from "../support/databases.ts";
import { emptyFolder, removeFolders } from "../support/folder.ts";
import { servers } from "../support/servers.ts";
import { killAll, type RunningServer, startServer } from "../support/vagusProcess.ts";
import { type HostileOptions, type HostileRequest, hostileRequest } from "./support/hostileRequest.ts";
import { questionsOf } from "./support/questions.ts";
import { soundRequests } from "./support/soundRequests.ts";

/** Some thousands, unless the environment says how many. */
const REQUESTS = Number(process.env.VAGUS_TEST_HOSTILE_REQUESTS ?? 3_000);

/** Printed, to send the same ones again. */
const SEED = Number(process.env.VAGUS_TEST_HOSTILE_SEED ?? Date.now() % 1_000_000);

/** Until then a process takes what it needs at work, caches and all; what it takes later is what it never gives back. */
const WARM_UP = Math.max(1_000, REQUESTS / 20);
const PATIENT = { timeout: 120_000 + REQUESTS * 100 };
const AT_ONCE = 8;
/** After so many, one that is sound has to be taken. */
const SOUND_EVERY = 50;
const PROGRESS_EVERY = 2_000;
/** What an exporter waits for an answer, and a little. */
const PATIENCE_MS = 15_000;
const WEBHOOK_SECRET = "a secret of the webhook";

afterEach(killAll);
afterAll(removeFolders);

/** On PostgreSQL where there is one: the embedded database grows in the server's own memory. */
const [server] = servers;

test("hostile requests are answered, not by a 5xx, whole or not at all, in bounded memory", PATIENT, async () => {
	const database = server && (await createEmptyDatabase(server));
	const vagus = await startServer({
		cwd: await emptyFolder(),
		env: { VAGUS_GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET, ...(database && { DATABASE_URL: database.url }) },
	});
	const options = { seed: SEED, webhookSecret: WEBHOOK_SECRET, questions: await questionsOf(vagus.url, vagus.key) };
	const atFirst = await residentMebibytes(vagus);
	await sendAll(vagus, options, { from: REQUESTS, count: WARM_UP });
	const before = await residentMebibytes(vagus);
	const { failures, refused, statuses } = await sendAll(vagus, options, { from: 0, count: REQUESTS });
	const after = await residentMebibytes(vagus);
	const figures = { requests: REQUESTS, seed: SEED, statuses: Object.fromEntries(statuses), atFirst, before, after };
	console.log(JSON.stringify(figures));
	expect(failures.length > 0 ? [...failures, vagus.stderr().slice(-10_000)] : []).toEqual([]);
	// NUL bytes and lone surrogates were taken, and are counted.
	expect(Number(/^vagus_texts_repaired_total\S* (\d+)/m.exec(await metricsOf(vagus))?.[1])).toBeGreaterThan(
		REQUESTS / 100,
	);
	expect(vagus.child).toMatchObject({ exitCode: null, signalCode: null });
	expect(after).toBeLessThan(1.5 * before);
	if (database) {
		const db = openPg({ connectionString: database.url, max: 1 });
		const stored = new Set((await db.query<{ id: string }>(STORED)).map(({ id }) => id.split(".")[0] ?? ""));
		expect(stored.size).toBeGreaterThan(0);
		expect(refused.filter((mark) => stored.has(mark))).toEqual([]);
		await db.close();
	}
	await vagus.stop();
	await database?.drop();
});

interface Outcome {
	/** What was answered by a 5xx or not at all, or sound and refused. */
	failures: string[];
	/** Marks of requests of which nothing may be stored. */
	refused: string[];
	statuses: Map<number, number>;
}

async function sendAll(
	vagus: RunningServer,
	options: HostileOptions,
	{ from, count }: { from: number; count: number },
): Promise<Outcome> {
	const outcome: Outcome = { failures: [], refused: [], statuses: new Map() };
	let next = from;
	let done = 0;
	const sender = async () => {
		while (next < from + count) {
			const number = next++;
			const request = await hostileRequest(number, options);
			await note(outcome, number, request, vagus);
			if (number % SOUND_EVERY === 0) await expectSound(outcome, number, vagus);
			done += 1;
			if (done % PROGRESS_EVERY === 0) {
				const resident = await residentMebibytes(vagus);
				process.stderr.write(`${done} of ${count} hostile requests, ${resident} MiB resident\n`);
			}
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, sender));
	return outcome;
}

async function note(outcome: Outcome, number: number, request: HostileRequest, vagus: RunningServer): Promise<void> {
	const answer = await send(request, vagus).catch((error: unknown) => ({ status: 0, text: String(error) }));
	outcome.statuses.set(answer.status, (outcome.statuses.get(answer.status) ?? 0) + 1);
	if (answer.status === 0 || answer.status >= 500) {
		const { what, method, path, headers, body } = request;
		const sent = Buffer.from(body ?? "")
			.toString("base64")
			.slice(0, 2_000);
		outcome.failures.push(
			`${number} (${what}) ${method} ${path} ${JSON.stringify(headers)} ${sent}: ${answer.status} ${answer.text}`,
		);
	}
	// Remote write takes what it can of a request that it refuses.
	if (answer.status >= 400 && !answer.text.includes("partial_write")) outcome.refused.push(request.mark);
}

/** The next good request works. */
async function expectSound(outcome: Outcome, number: number, vagus: RunningServer): Promise<void> {
	const [make] = soundRequests;
	if (!make) throw new Error("There are no sound requests.");
	const answer = await send(make(`sound${number}`, randomOf(number)), vagus);
	if (answer.status !== 200) outcome.failures.push(`a sound request after ${number}: ${answer.status} ${answer.text}`);
}

async function send(
	{ method, path, headers, body }: Omit<HostileRequest, "mark" | "what">,
	{ url, key }: RunningServer,
): Promise<{ status: number; text: string }> {
	const response = await fetch(`${url}${path}`, {
		method,
		headers: { authorization: `Bearer ${key}`, ...headers },
		body,
		signal: AbortSignal.timeout(PATIENCE_MS),
	});
	return { status: response.status, text: await response.text() };
}

async function metricsOf({ url, key }: RunningServer): Promise<string> {
	const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
	return response.text();
}

async function residentMebibytes({ pid }: RunningServer): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, "utf8");
	return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
}

/** Every place where a record's mark may stand. */
const STORED = `
	SELECT message AS id FROM application_logs WHERE message LIKE 'h%-%'
	UNION ALL SELECT operation_name FROM trace_spans WHERE operation_name LIKE 'h%-%'
	UNION ALL SELECT labels ->> 'id' FROM metric_points JOIN metric_series USING (series_id) WHERE labels ->> 'id' LIKE 'h%-%'
	UNION ALL SELECT run_id FROM test_runs WHERE run_id LIKE 'h%-%'
	UNION ALL SELECT event_id FROM build_events WHERE event_id LIKE 'h%-%'
	UNION ALL SELECT name FROM api_keys WHERE name LIKE 'h%-%'`;
