import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ApplianceState, type Embedder, EmbedderUnavailable } from "../../embedding/embedder.ts";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import type { Database } from "../../schema/database.ts";
import { createKey } from "../../schema/keys.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { seedLogs } from "../../test/support/seed.ts";
import { ADMIN_KEY, testApp } from "../../test/support/testApp.ts";
import type { Server } from "../support/target.ts";
import { checkServer } from "./checkServer.ts";
import type { Finding } from "./finding.ts";

let db: Database;
beforeEach(async () => {
	db = await openTestPglite();
	await seedLogs(db, [{ message: "disk full" }, { message: "cart is empty" }]);
});
afterEach(() => db.close());

const away: Embedder = {
	...lexicalEmbedder,
	model: "a-model",
	embed: () => Promise.reject(new EmbedderUnavailable("no route to the model")),
};

describe("of a server's embedder", () => {
	test("its model is told, and how many texts wait", async () => {
		const findings = await findingsOf(lexicalEmbedder);
		expect(findings).toContainEqual({
			check: "embedder",
			state: "ok",
			found: `${lexicalEmbedder.model}, of the server`,
		});
		expect(findings).toContainEqual({ check: "embeddings", state: "ok", found: "2 waiting" });
	});

	test("is told that it is away, and what waits for it", async () => {
		const findings = await findingsOf(away);
		expect(findings).toContainEqual({
			check: "embedder",
			state: "broken",
			found: "a-model, of the server, does not answer it",
			advice: expect.stringContaining("VAGUS_EMBEDDINGS_URL"),
		});
		expect(findings).toContainEqual({
			check: "embeddings",
			state: "warning",
			found: "2 waiting",
			advice: expect.stringContaining("embedded by themselves"),
		});
	});

	test("is told that its fallback does the work", async () => {
		const appliances: ApplianceState[] = [
			{ name: "primary", url: "https://gpu", answers: false, reason: "answered 502." },
			{ name: "fallback", url: "https://cpu", answers: true, reason: null },
		];
		expect(await findingsOf({ ...lexicalEmbedder, model: "a-model", appliances: () => appliances })).toContainEqual({
			check: "embedder",
			state: "warning",
			found: "a-model, of the server, by its fallback: the primary does not answer it",
			advice: expect.stringContaining("VAGUS_EMBEDDINGS_URL"),
		});
	});

	test("only the model is told to a key that may not read", async () => {
		const { key } = await createKey(db, { name: "sender", scopes: ["ingest"] });
		const findings = await findingsOf(away, key);
		expect(findings.filter(({ check }) => check.startsWith("embed"))).toEqual([
			{ check: "embedder", state: "ok", found: "a-model, of the server; this key may not ask whether it answers" },
		]);
	});
});

async function findingsOf(embedder: Embedder, key = ADMIN_KEY): Promise<Finding[]> {
	const listener = serve({ fetch: testApp(db, { embedder }).fetch, port: 0, hostname: "127.0.0.1" });
	await once(listener, "listening");
	const server: Server = { url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`, key };
	try {
		return await checkServer(server);
	} finally {
		listener.close();
	}
}
