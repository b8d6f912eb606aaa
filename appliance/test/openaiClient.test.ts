import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeTestModels } from "./model/testModel.ts";
import { type TestAppliance, testAppliance } from "./support/testAppliance.ts";

const MODEL = "test/small-random-bert";

let appliance: TestAppliance;
let client: OpenAI;
beforeAll(async () => {
	appliance = await testAppliance();
	client = new OpenAI({ baseURL: `${appliance.url}/v1`, apiKey: "none", fetch: appliance.fetch, maxRetries: 0 });
});
afterAll(async () => {
	await appliance.close();
	await removeTestModels();
});

const cosine = (one: number[], other: number[]) => one.reduce((sum, number, at) => sum + number * (other[at] ?? 0), 0);

test("OpenAI's client gets embeddings, as base64 by itself and as numbers when it asks", async () => {
	const input = ["the first text", "the second text", "the first text"];
	// By default it asks for base64, and makes numbers of it.
	const decoded = await client.embeddings.create({ model: MODEL, input });
	const floats = await client.embeddings.create({ model: MODEL, input, encoding_format: "float" });
	expect(decoded.data.map(({ embedding }) => embedding)).toEqual(floats.data.map(({ embedding }) => embedding));
	expect(decoded.data.map(({ index, object }) => [index, object])).toEqual([0, 1, 2].map((at) => [at, "embedding"]));
	expect(decoded).toMatchObject({ object: "list", model: MODEL });
	expect(decoded.data[0]?.embedding).toEqual(decoded.data[2]?.embedding);
	expect(decoded.data[0]?.embedding).not.toEqual(decoded.data[1]?.embedding);
});

test("a single text has its embedding, and its tokens are counted", async () => {
	const one = await client.embeddings.create({ model: MODEL, input: "a text" });
	const two = await client.embeddings.create({ model: MODEL, input: ["a text", "a text"] });
	expect(one.data).toHaveLength(1);
	expect(one.usage.prompt_tokens).toBeGreaterThan(2);
	expect(two.usage).toEqual({
		prompt_tokens: 2 * one.usage.prompt_tokens,
		total_tokens: 2 * one.usage.prompt_tokens,
	});
});

test("fewer dimensions are the first ones, of length 1 again", async () => {
	const [whole, short] = await Promise.all(
		[undefined, 8].map(async (dimensions) => {
			const { data } = await client.embeddings.create({ model: MODEL, input: "a text", dimensions });
			return data[0]?.embedding ?? [];
		}),
	);
	expect(short).toHaveLength(8);
	expect(cosine(short ?? [], short ?? [])).toBeCloseTo(1, 5);
	const head = whole?.slice(0, 8) ?? [];
	expect(cosine(short ?? [], head) / Math.hypot(...head)).toBeCloseTo(1, 5);
});

const asked = (changed: object) => client.embeddings.create({ model: MODEL, input: "a", ...changed });

test("it is told what is wrong as OpenAI would", async () => {
	const unknown = await asked({ model: "text-embedding-3-small" }).catch((error) => error);
	expect(unknown).toBeInstanceOf(OpenAI.NotFoundError);
	expect(unknown).toMatchObject({ status: 404, code: "model_not_found", type: "invalid_request_error" });
	expect(unknown.message).toContain(`The model text-embedding-3-small is not here; ${MODEL} is.`);
});

test.each<[object, string]>([
	[{ input: [] }, "input is empty. Send 1 to 32 texts."],
	[{ input: Array(33).fill("a") }, "input holds more than 32 texts. Send them in several requests."],
	[{ input: [1, 2, 3] }, "input must be a text or a list of texts; token ids are not taken."],
	[{ input: null }, "input must be a text or a list of texts; token ids are not taken."],
	[{ dimensions: 33 }, "dimensions must be at most 32, as the model has."],
	[{ dimensions: 0 }, "dimensions must be at least 1."],
	[{ dimensions: 1.5 }, "dimensions must be a whole number."],
	[{ encoding_format: "hex" }, 'encoding_format must be "float" or "base64".'],
])("%j is a bad request: %s", async (changed, message) => {
	const refused = await asked(changed).catch((error) => error);
	expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
	expect(refused.message).toBe(`400 ${message}`);
});

test("without the key it is not let in", async () => {
	const stranger = new OpenAI({ baseURL: `${appliance.url}/v1`, apiKey: "none", maxRetries: 0 });
	const refused = await stranger.embeddings.create({ model: MODEL, input: "a" }).catch((error) => error);
	expect(refused).toBeInstanceOf(OpenAI.AuthenticationError);
	expect(refused).toMatchObject({ code: "signature_missing", type: "authentication_error" });
});
