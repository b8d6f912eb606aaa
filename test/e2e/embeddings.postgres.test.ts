import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seenNonces } from "../../core/signature/seenNonces.ts";
import { signingKeys } from "../../core/signature/signingKeys.ts";
import { verifyRequest } from "../../core/signature/verifyRequest.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { createTestDatabase } from "../support/databases.ts";
import { type EmbeddingService, type Received, startEmbeddingService } from "../support/embeddingService.ts";
import { servers } from "../support/servers.ts";
import { KEY } from "./support/program.ts";
import { startWorker } from "./support/startWorker.ts";

const SECRET = "cloudflare-0123456789abcdefghijklmnop";

describe.each(servers.filter(({ name }) => name === "postgres"))("a Worker's appliances, over $name", (server) => {
	let worker: Awaited<ReturnType<typeof startWorker>>;
	let db: ReturnType<typeof openPg>;
	let drop: () => Promise<void>;
	let primary: EmbeddingService;
	let fallback: EmbeddingService;
	beforeAll(async () => {
		[primary, fallback] = await Promise.all([startEmbeddingService(), startEmbeddingService()]);
		const database = await createTestDatabase(server);
		drop = database.drop;
		db = openPg({ connectionString: database.url, max: 1 });
		worker = await startWorker(database.url, {
			settings: {
				VAGUS_EMBEDDINGS_URL: primary.url,
				VAGUS_EMBEDDINGS_FALLBACK_URL: fallback.url,
				VAGUS_EMBEDDINGS_KEY: SECRET,
				CF_ACCESS_CLIENT_ID: "id.access",
				CF_ACCESS_CLIENT_SECRET: "s-1",
			},
		});
	});
	afterAll(async () => {
		await worker?.stop();
		primary?.close();
		fallback?.close();
		await db?.close();
		await drop?.();
	});
	const search = () => fetch(`${worker.url}/api/search?query=refused`, { headers: { authorization: `Bearer ${KEY}` } });
	const notes = async () => ((await (await search()).json()) as { notes: string[] }).notes.join();

	test("embed by signed requests what waits", async () => {
		await db.query("INSERT INTO observability_embeddings (content_id, kind, content) VALUES (1, 'log', 'refused')");
		await worker.runSchedule();
		expect(await db.query("SELECT state FROM observability_embeddings")).toEqual([{ state: "ready" }]);
		expect(primary.received[0]?.body.texts).toEqual(["refused"]);
		expect(primary.received[0]?.headers).toMatchObject({ "cf-access-client-secret": "s-1", priority: "u=5" });
		expect(await verdictOf(primary.received[0] as Received)).toMatchObject({ ok: true });
	});

	test("stand in for each other, which the Worker knows from one request to the next", async () => {
		primary.answer = (_request, response) => response.writeHead(503, { "retry-after": "60" }).end();
		const asked = primary.received.length;
		for (const _request of [1, 2, 3]) expect(await notes()).not.toContain("did not answer");
		expect(primary.received.length - asked).toBe(1);
		expect(fallback.received.length).toBeGreaterThanOrEqual(3);
	});
});

const seen = seenNonces({ since: 0 });

function verdictOf({ path, headers, bytes }: Received) {
	return verifyRequest({
		method: "POST",
		url: `http://appliance${path}`,
		headers: new Headers(headers as Record<string, string>),
		body: async () => bytes,
		keys: signingKeys(SECRET),
		now: Date.now(),
		seen,
	});
}
