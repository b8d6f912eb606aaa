import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seenNonces } from "../core/signature/seenNonces.ts";
import { signingKeys } from "../core/signature/signingKeys.ts";
import { verifyRequest } from "../core/signature/verifyRequest.ts";
import { LEASE_SECONDS } from "../schema/write/embeddings.ts";
import {
	type EmbeddingService,
	embeddingsOf,
	MODEL,
	type Received,
	sendJson,
	startEmbeddingService,
} from "../test/support/embeddingService.ts";
import { EmbedderUnavailable } from "./embedder.ts";
import { budgets, remoteEmbedder } from "./remoteEmbedder.ts";

const [KEY] = signingKeys("key-1:0123456789abcdefghijklmnopqrstuvwxyz");

let service: EmbeddingService;
let other: EmbeddingService;
beforeEach(async () => {
	[service, other] = await Promise.all([startEmbeddingService(), startEmbeddingService()]);
});
afterEach(() => {
	service.close();
	other.close();
});

const embedder = (...urls: string[]) => remoteEmbedder({ addresses: urls.map((url) => ({ url })), model: MODEL });

describe("the embedding service", () => {
	test("is sent texts with what they are for, queries before others", async () => {
		const { vectors, tokens } = await embedder(service.url).embed(["one", "two"], "passage");
		expect([vectors.map((vector) => vector?.indexOf(1)), tokens]).toEqual([[0, 1], 10]);
		await embedder(service.url).embed(["one"], "query");
		const form = { normalize: true, encoding_format: "base64" };
		expect(service.received.map(({ path, headers, body }) => [path, headers.priority, body])).toEqual([
			["/v1/embed", "u=5", { ...form, texts: ["one", "two"], purpose: "passage" }],
			["/v1/embed", "u=1", { ...form, texts: ["one"], purpose: "query" }],
		]);
	});

	test("may name neither its model nor its tokens, and send plain numbers", async () => {
		service.answer = (_request, response) => sendJson(response, 200, { embeddings: [[0, 2]] });
		const { vectors, tokens } = await embedder(service.url).embed(["one"], "passage");
		expect([vectors[0]?.indexOf(1), tokens]).toEqual([1, 0]);
	});

	test("can tell by the signature who asks, and is never sent the key", async () => {
		await remoteEmbedder({ addresses: [{ url: `${service.url}/box`, key: KEY }], model: MODEL }).embed(
			["one"],
			"passage",
		);
		const [{ path, headers, bytes }] = service.received as [Received];
		const verdict = await verifyRequest({
			method: "POST",
			url: `http://another.name${path}`,
			headers: new Headers(headers as Record<string, string>),
			body: async () => bytes,
			keys: [KEY],
			now: Date.now(),
			seen: seenNonces({ since: 0 }),
		});
		expect(verdict).toMatchObject({ ok: true, keyId: "key-1" });
		expect(JSON.stringify(headers)).not.toContain(KEY.secret);
	});

	test("is sent no signature where there is no key", async () => {
		await embedder(service.url).embed(["one"], "passage");
		expect(Object.keys(service.received[0]?.headers ?? {})).not.toContain("signature");
	});

	test("behind Cloudflare Access is sent the service token", async () => {
		const access = { clientId: "id.access", clientSecret: "s-1" };
		await remoteEmbedder({ addresses: [{ url: service.url, access }], model: MODEL }).embed(["one"], "passage");
		expect(service.received[0]?.headers).toMatchObject({
			"cf-access-client-id": "id.access",
			"cf-access-client-secret": "s-1",
		});
	});

	test.each(["", "/", "/gpu/box", "/gpu/box/"])("may lie under a path: %j", async (path) => {
		await embedder(service.url + path).embed(["one"], "passage");
		expect(service.received).toMatchObject([{ path: `${path.replace(/\/$/, "")}/v1/embed` }]);
	});

	test.each([400, 413, 422])("that answers %i refuses the texts", async (status) => {
		service.answer = (_request, response) => sendJson(response, status, { detail: "A text is too long." });
		const refused = embedder(service.url).embed(["one"], "passage");
		await expect(refused).rejects.toThrow(`The embedding service answered ${status}: A text is too long.`);
		await expect(refused).rejects.not.toBeInstanceOf(EmbedderUnavailable);
	});

	test.each<[string, (response: ServerResponse) => void, RegExp]>([
		["does not know the key", (response) => sendJson(response, 401, { detail: "Sign." }), /answered 401: Sign\./],
		["is not where the URL says", (response) => sendJson(response, 404, {}), /answered 404\.$/],
		["stands behind a login", (response) => response.writeHead(302, { location: other.url }).end(), /302, as a login/],
		[
			"lets nobody in",
			(response) => sendJson(response, 403, {}),
			/Set CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET/,
		],
		["sends a login page", (response) => void response.end("<html>"), /cannot be used: .*JSON/],
		["sends something else", (response) => sendJson(response, 200, { data: [] }), /answered without embeddings/],
		["sends too few", (response) => sendJson(response, 200, embeddingsOf([])), /answered with 0 vectors for 1 texts/],
		[
			"serves another model",
			(response) => sendJson(response, 200, embeddingsOf(["one"], "m")),
			/serves the model m, not BAAI/,
		],
		["hangs up in the middle", hangUp, /cannot be used: /],
	])("that %s is unavailable", async (_what, respond, message) => {
		service.answer = (_request, response) => respond(response);
		const failed = remoteEmbedder({ addresses: [{ url: service.url, key: KEY }], model: MODEL, passageBudget: 200 });
		const embedding = failed.embed(["one"], "passage");
		await expect(embedding).rejects.toBeInstanceOf(EmbedderUnavailable);
		await expect(embedding).rejects.toThrow(message);
		await expect(embedding).rejects.not.toThrow(KEY.secret);
		expect(other.received).toEqual([]);
	});

	function hangUp(response: ServerResponse): void {
		response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
		response.write('{"data": [', () => response.destroy());
	}

	test("that cannot be reached is unavailable, and why is said", async () => {
		const failed = embedder("http://127.0.0.1:1").embed(["one"], "query");
		await expect(failed).rejects.toBeInstanceOf(EmbedderUnavailable);
		await expect(failed).rejects.toThrow(
			/^The embedding service at http:\/\/127.0.0.1:1 cannot be used: .*(ECONNREFUSED|bad port)/,
		);
	});

	test("is waited for no longer than there is time", async () => {
		service.answer = () => {};
		const slow = remoteEmbedder({ addresses: [{ url: service.url }], model: MODEL, passageBudget: 50 });
		await expect(slow.embed(["one"], "passage")).rejects.toThrow(/did not answer within 0\.0\d+ s\.$/);
	});

	test.each([429, 500, 503])("that answers %i is asked again", async (status) => {
		let asked = 0;
		service.answer = ({ body }, response) => {
			asked += 1;
			if (asked === 1) response.writeHead(status, { "retry-after": "0" }).end();
			else sendJson(response, 200, embeddingsOf(body.texts));
		};
		expect((await embedder(service.url).embed(["one"], "passage")).vectors).toHaveLength(1);
	});

	test("is known to be busy from one call to the next", async () => {
		service.answer = (_request, response) => response.writeHead(429, { "retry-after": "60" }).end();
		const one = embedder(service.url);
		for (const _time of [1, 2, 3]) await expect(one.embed(["one"], "query")).rejects.toThrow("answered 429.");
		expect(service.received).toHaveLength(1);
	});
});

test("a batch that cannot be done is smaller the next time, and larger again once one is done", async () => {
	const slow = remoteEmbedder({ addresses: [{ url: service.url }], model: MODEL, passageBudget: 500 });
	const { answer } = service;
	service.answer = () => {};
	const sizes: number[] = [slow.batchSize];
	await expect(slow.embed(["one"], "query")).rejects.toThrow(EmbedderUnavailable);
	sizes.push(slow.batchSize);
	for (let time = 0; time < 6; time += 1) {
		await expect(slow.embed(["one"], "passage")).rejects.toThrow(EmbedderUnavailable);
		sizes.push(slow.batchSize);
	}
	expect(sizes).toEqual([32, 32, 16, 8, 4, 2, 1, 1]);
	service.answer = answer;
	const sizeAfterwards = async () => {
		await slow.embed(["one"], "passage").catch(() => {});
		return slow.batchSize;
	};
	await expect.poll(sizeAfterwards, { timeout: 20_000 }).toBe(32);
});

test("a batch's time is less than its lease", () => {
	expect(budgets.passage).toBeLessThan(LEASE_SECONDS * 1000);
});

describe("while the primary appliance does not answer", () => {
	test("the fallback does, and the primary does again once it is back", async () => {
		const { answer } = service;
		service.answer = (_request, response) => response.destroy();
		const both = embedder(service.url, other.url);
		expect(both.appliances?.()).toMatchObject([
			{ name: "primary", url: service.url, answers: null },
			{ name: "fallback", url: other.url, answers: null },
		]);
		await both.embed(["one"], "passage");
		expect([service.received.length, other.received.length]).toEqual([1, 1]);
		expect(both.appliances?.()).toMatchObject([
			{ name: "primary", answers: false, reason: expect.stringContaining("cannot be used") },
			{ name: "fallback", answers: true, reason: null },
		]);
		service.answer = answer;
		await expect
			.poll(async () => {
				await both.embed(["one"], "passage");
				return both.appliances?.()[0]?.answers;
			})
			.toBe(true);
		const byOther = other.received.length;
		await both.embed(["one"], "passage");
		expect(other.received).toHaveLength(byOther);
	});

	test("a fallback of another model does not stand in for it", async () => {
		service.answer = (_request, response) => response.destroy();
		other.answer = ({ body }, response) => sendJson(response, 200, embeddingsOf(body.texts, "small"));
		await expect(embedder(service.url, other.url).embed(["one"], "query")).rejects.toThrow(
			/serves the model small, not BAAI\/bge-large-en-v1\.5, whose vectors cannot be compared/,
		);
	});
});
