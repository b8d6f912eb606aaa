import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { removeTestModels } from "./model/testModel.ts";
import { type TestAppliance, testAppliance } from "./support/testAppliance.ts";

/** A minute shows leaks, too. */
const SECONDS = Number(process.env.VAGUS_TEST_APPLIANCE_SECONDS ?? 3);
const CLIENTS = 64;
const KILLS = 3;

const TEXTS = Array.from({ length: 200 }, (_, index) => `worker ${index} failed `.repeat(1 + ((index * 7) % 40)));

let appliance: TestAppliance;
let expected: string[];
beforeAll(async () => {
	appliance = await testAppliance();
	expected = [];
	for (let from = 0; from < TEXTS.length; from += 32) {
		const response = await embed(TEXTS.slice(from, from + 32));
		expected.push(...(await response.json()).embeddings);
	}
});
afterAll(async () => {
	await appliance.close();
	await removeTestModels();
});

const embed = (texts: string[]) => appliance.post("/embed", { texts, encoding_format: "base64" });

/** Of two vectors in base64. */
function cosine(one: string, other: string): number {
	const [left = new Float32Array(), right = new Float32Array()] = [one, other].map(
		(base64) => new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer),
	);
	return left.reduce((sum, number, at) => sum + number * (right[at] ?? 0), 0);
}

describe(`${CLIENTS} clients for ${SECONDS} seconds, while the model's process is killed ${KILLS} times`, () => {
	test("each gets its own vectors, or is told to come again", { timeout: (SECONDS + 60) * 1000 }, async () => {
		const end = performance.now() + SECONDS * 1000;
		const statuses = new Map<number, number>();
		const isOver = () => performance.now() > end && appliance.log.lines.filter(isRestart).length >= KILLS;
		const client = async (number: number) => {
			for (let turn = 0; !isOver(); turn += 1) {
				const first = (number * 31 + turn * 17) % TEXTS.length;
				const count = turn % 4 === 0 ? 8 : 1;
				const places = Array.from({ length: count }, (_, at) => (first + at) % TEXTS.length);
				const response = await embed(places.map((place) => TEXTS[place] ?? ""));
				statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
				const body = await response.json();
				if (response.status === 200) {
					expect(body.embeddings).toHaveLength(count);
					for (const [at, place] of places.entries()) {
						expect(cosine(body.embeddings[at], expected[place] ?? "")).toBeGreaterThan(0.999);
					}
				} else {
					expect([response.status, body.code]).toEqual([503, "engine_unavailable"]);
					expect(response.headers.get("retry-after")).toBe("2");
				}
			}
		};
		const kill = async () => {
			for (let kills = 0; kills < KILLS; kills += 1) {
				const answered = statuses.get(200) ?? 0;
				await until(() => (statuses.get(200) ?? 0) > answered + 50);
				process.kill(appliance.modelPid(), "SIGKILL");
				await until(() => appliance.log.lines.filter(isRestart).length > kills);
				await until(async () => (await fetch(`${appliance.url}/readyz`)).status === 200);
			}
		};
		await Promise.all([kill(), ...Array.from({ length: CLIENTS }, (_, number) => client(number))]);
		expect([...statuses.keys()].sort()).toEqual([200, 503]);
		expect(await appliance.sample("vagus_appliance_engine_restarts_total")).toBe(KILLS);
		expect(await appliance.sample("vagus_appliance_queue_tokens")).toBe(0);
		// Many asked for few texts at once.
		expect(await appliance.sample("vagus_appliance_shared_texts_total")).toBeGreaterThan(0);
	});
});

const isRestart = ({ message }: { message: string }) => message.startsWith("The model's process ended");

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await holds())) await new Promise(setImmediate);
}

describe("an engine that stands still", () => {
	test("fills the queue up to its bound: what comes then is refused with a time, and a person's text is not", async () => {
		const narrow = await testAppliance({ VAGUS_APPLIANCE_WAITING_TOKENS: "4000" });
		process.kill(narrow.modelPid(), "SIGSTOP");
		const long = (index: number) => `${index} ${"failed again ".repeat(600)}`;
		const backlog = { priority: "u=5" };
		const taken = Array.from({ length: 12 }, (_, index) => narrow.post("/embed", { texts: [long(index)] }, backlog));
		const refused = await Promise.any(taken.map((request) => request.then(is429)));
		expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
		expect(await refused.json()).toMatchObject({ code: "queue_full", status: 429 });
		const person = narrow.post("/embed", { texts: ["a question"], purpose: "query" });
		process.kill(narrow.modelPid(), "SIGCONT");
		const statuses = (await Promise.all(taken)).map(({ status }) => status);
		expect(new Set(statuses)).toEqual(new Set([200, 429]));
		expect((await person).status).toBe(200);
		await narrow.close();
	});

	test("computes nothing for whoever has left meanwhile", async () => {
		const stopped = await testAppliance();
		process.kill(stopped.modelPid(), "SIGSTOP");
		const first = stopped.post("/embed", { texts: ["the first one"] });
		const caller = new AbortController();
		const body = JSON.stringify({ texts: ["nobody waits for this"] });
		const left = stopped.fetch(`${stopped.url}/embed`, { method: "POST", body, signal: caller.signal });
		await until(async () => (await stopped.sample('vagus_appliance_queue_tokens{priority="interactive"}')) > 0);
		caller.abort();
		await expect(left).rejects.toThrow();
		await until(async () => (await stopped.sample('vagus_appliance_queue_tokens{priority="interactive"}')) === 0);
		process.kill(stopped.modelPid(), "SIGCONT");
		expect((await first).status).toBe(200);
		expect(await stopped.sample("vagus_appliance_texts_total")).toBe(1);
		await stopped.close();
	});
});

function is429(response: Response): Response {
	if (response.status !== 429) throw new Error(`${response.status}`);
	return response;
}
