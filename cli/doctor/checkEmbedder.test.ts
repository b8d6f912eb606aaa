import { afterEach, beforeEach, expect, test } from "vitest";
import { readEnvironment } from "../../functions/environment.ts";
import {
	type EmbeddingService,
	embeddingsOf,
	MODEL,
	sendJson,
	startEmbeddingService,
} from "../../test/support/embeddingService.ts";
import { checkEmbedder } from "./checkEmbedder.ts";

let service: EmbeddingService;
beforeEach(async () => {
	service = await startEmbeddingService();
});
afterEach(() => service.close());

const NOBODY = "http://127.0.0.1:1";
const check = (primary?: string, fallback?: string) =>
	checkEmbedder(
		readEnvironment({ VAGUS_EMBEDDINGS_URL: primary ?? "", VAGUS_EMBEDDINGS_FALLBACK_URL: fallback ?? "" }),
	);

test("the built-in embedder is said to be what it is", async () => {
	expect(await check()).toEqual([
		{ check: "embedder", state: "ok", found: expect.stringContaining("built in: finds near-duplicates") },
	]);
});

test("an appliance that answers is told with its model", async () => {
	const found = expect.stringMatching(`^${MODEL} at ${service.url}, \\d+ ms$`);
	expect(await check(service.url)).toEqual([{ check: "embedder", state: "ok", found }]);
});

test("one that does not answer is broken, with the reason", async () => {
	service.answer = (_request, response) => sendJson(response, 200, embeddingsOf(["one"], "another"));
	expect(await check(service.url)).toMatchObject([
		{ check: "embedder", state: "broken", found: expect.stringContaining(`${service.url} serves the model another`) },
	]);
});

test("of two it is told which one answers: one is enough", async () => {
	expect(await check(NOBODY, service.url)).toMatchObject([
		{ check: "embedder", state: "warning", found: expect.stringContaining(`${NOBODY} cannot be used`) },
		{ check: "fallback", state: "ok", found: expect.stringContaining(`${MODEL} at ${service.url}`) },
	]);
	expect(await check(service.url, NOBODY)).toMatchObject([
		{ check: "embedder", state: "ok" },
		{ check: "fallback", state: "warning" },
	]);
	expect(await check(NOBODY, NOBODY)).toMatchObject([{ state: "broken" }, { state: "broken" }]);
});
