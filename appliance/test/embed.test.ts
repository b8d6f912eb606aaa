import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signRequest } from "../../core/signature/signRequest.ts";
import { removeTestModels } from "./model/testModel.ts";
import { type TestAppliance, testAppliance } from "./support/testAppliance.ts";

let appliance: TestAppliance;
beforeAll(async () => {
	appliance = await testAppliance();
});
afterAll(async () => {
	await appliance.close();
	await removeTestModels();
});

const floats = (base64: string) => [...new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer)];
const cosine = (one: number[], other: number[]) => one.reduce((sum, number, at) => sum + number * (other[at] ?? 0), 0);

describe.each(["/embed", "/v1/embed"])("POST %s", (path) => {
	test("answers a vector of length 1 for each text, in their order", async () => {
		const texts = Array.from({ length: 32 }, (_, index) => `text number ${index}`);
		const response = await appliance.post(path, { texts, normalize: true });
		const { embeddings, ...rest } = await response.json();
		expect(rest).toEqual({ model: "test/small-random-bert", dimensions: 32, tokens: expect.any(Number) });
		expect(embeddings).toHaveLength(32);
		for (const vector of embeddings) expect(cosine(vector, vector)).toBeCloseTo(1, 5);
		const alone = await (await appliance.post(path, { texts: [texts[7]] })).json();
		expect(cosine(alone.embeddings[0], embeddings[7])).toBeCloseTo(1, 5);
		expect(cosine(alone.embeddings[0], embeddings[8])).toBeLessThan(0.9999);
	});
});

describe("POST /embed", () => {
	test("answers floats as base64 where that is asked for", async () => {
		const texts = ["one", "two"];
		const { embeddings } = await (await appliance.post("/embed", { texts })).json();
		const encoded = await (await appliance.post("/embed", { texts, encoding_format: "base64" })).json();
		expect(encoded.embeddings.map(floats)).toEqual(embeddings);
	});

	test("puts the model's instruction before a query", async () => {
		const [query, passage, written] = await Promise.all(
			[
				{ texts: ["why"], purpose: "query" },
				{ texts: ["why"] },
				{ texts: ["Represent this sentence for searching relevant passages: why"] },
			].map(async (body) => (await (await appliance.post("/embed", body)).json()).embeddings[0]),
		);
		expect(cosine(query, written)).toBeCloseTo(1, 5);
		expect(cosine(query, passage)).toBeLessThan(0.9999);
	});

	test("takes an empty text, and 32 logs of 100 KB", async () => {
		const texts = Array.from({ length: 32 }, (_, index) =>
			index === 0 ? "" : `${index} failed. `.repeat(11_000).slice(0, 100_000),
		);
		const response = await appliance.post("/embed", { texts });
		expect([response.status, (await response.json()).embeddings.length]).toEqual([200, 32]);
	});

	test.each<[string, unknown, string]>([
		["no texts", { texts: [] }, "texts is empty. Send 1 to 32 texts."],
		["33 texts", { texts: Array(33).fill("a") }, "texts holds more than 32 texts. Send them in several requests."],
		["no list", { texts: "a" }, "texts must be a list of texts."],
		["nothing", {}, "texts must be a list of texts."],
		["a number", { texts: ["a", 7] }, "texts[1] must be text."],
		["vectors of another length", { texts: ["a"], normalize: false }, "normalize must be true: vectors have length 1."],
		["another purpose", { texts: ["a"], purpose: "x" }, 'purpose must be "query" or "passage".'],
		["another format", { texts: ["a"], encoding_format: "x" }, 'encoding_format must be "float" or "base64".'],
		["null", null, "The body must be an object."],
	])("refuses %s with a sentence", async (_what, body, detail) => {
		const response = await appliance.post("/embed", body);
		expect(response.status).toBe(400);
		expect(response.headers.get("content-type")).toBe("application/problem+json");
		expect(await response.json()).toEqual({
			...{ type: "about:blank", title: "Bad Request", status: 400, code: "invalid_argument", detail },
		});
	});

	test.each(["", "{", '{"texts":["\ud800'])("refuses a body that is no JSON: %j", async (body) => {
		const response = await appliance.fetch(`${appliance.url}/embed`, { method: "POST", body });
		expect([response.status, (await response.json()).code]).toEqual([400, "invalid_json"]);
	});

	test("refuses a text of 10 MB, whether its length is said or not", async () => {
		const body = Buffer.from(JSON.stringify({ texts: ["x".repeat(10_000_000)] }));
		const computed = await appliance.sample("vagus_appliance_texts_total");
		for (const headers of [{ "content-length": body.length }, { "transfer-encoding": "chunked" }]) {
			const url = `${appliance.url}/embed`;
			const signature = signRequest({
				method: "POST",
				url,
				body,
				key: appliance.key,
				now: Date.now(),
				nonce: randomUUID(),
			});
			const sent = request(url, { method: "POST", headers: { ...headers, ...signature } }).end(body);
			const [response] = await once(sent, "response");
			// The rest of the body finds the connection closed.
			sent.on("error", () => {});
			expect([response.statusCode, (await json(response)) as object]).toMatchObject([413, { code: "body_too_large" }]);
		}
		expect(await appliance.sample("vagus_appliance_texts_total")).toBe(computed);
	});

	test("refuses a compressed body", async () => {
		const response = await appliance.post("/embed", { texts: ["a"] }, { "content-encoding": "gzip" });
		expect([response.status, (await response.json()).code]).toEqual([415, "unsupported_encoding"]);
	});

	test("counts what it computes", async () => {
		const before = await appliance.sample("vagus_appliance_texts_total");
		await appliance.post("/embed", { texts: ["counted once", "counted once", "counted too"] });
		expect(await appliance.sample("vagus_appliance_texts_total")).toBe(before + 2);
		expect(await appliance.sample("vagus_appliance_shared_texts_total")).toBeGreaterThan(0);
		expect(await appliance.sample("vagus_appliance_queue_tokens")).toBe(0);
	});
});

test("what is nowhere is not found", async () => {
	const response = await appliance.post("/nowhere", {});
	expect([response.status, (await response.json()).code]).toEqual([404, "not_found"]);
	expect((await appliance.fetch(`${appliance.url}/embed`)).status).toBe(404);
});

describe("health", () => {
	test("says where the model runs", async () => {
		const response = await fetch(`${appliance.url}/healthz`);
		expect(await response.json()).toEqual({
			...{ status: "ok", ready: true, model: "test/small-random-bert", dimensions: 32, maxTokens: 512 },
			...{
				provider: "cpu",
				precision: "fp32",
				device: expect.any(String),
				fallback: null,
				agreement: null,
				restarts: 0,
			},
		});
		expect((await fetch(`${appliance.url}/readyz`)).status).toBe(200);
	});
});
