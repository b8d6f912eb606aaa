import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { removeTestModels } from "./model/testModel.ts";
import { type TestAppliance, testAppliance } from "./support/testAppliance.ts";

let vllm: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let appliance: TestAppliance;
let client: OpenAI;
beforeAll(async () => {
	vllm = createServer((request, response) => answer(request, response));
	vllm.listen(0, "127.0.0.1");
	await once(vllm, "listening");
	const url = `http://127.0.0.1:${(vllm.address() as AddressInfo).port}`;
	appliance = await testAppliance({ VLLM_URL: url, VLLM_API_KEY: "v-1", VLLM_CHATS: "2" });
	client = new OpenAI({ baseURL: `${appliance.url}/v1`, apiKey: "none", fetch: appliance.fetch, maxRetries: 0 });
});
afterAll(async () => {
	vllm.closeAllConnections();
	vllm.close();
	await appliance.close();
	await removeTestModels();
});
beforeEach(() => {
	answer = async (request, response) => {
		const { model } = JSON.parse(await text(request));
		json(response, 200, {
			id: "1",
			object: "chat.completion",
			model,
			choices: [choice({ role: "assistant", content: "hi" })],
		});
	};
});

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
	response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
const choice = (message: object) => ({ index: 0, finish_reason: "stop", message });
const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const chat = { model: "m", messages: [{ role: "user" as const, content: "hello" }] };

/** Resolves when this holds; asked again whenever something else has happened. */
async function until(holds: () => Promise<boolean>): Promise<void> {
	while (!(await holds())) await new Promise(setImmediate);
}

describe("a chat", () => {
	test("is passed on as it is, with vLLM's own key, and so is the answer", async () => {
		let seen: unknown;
		answer = async (request, response) => {
			const { authorization, signature } = request.headers;
			seen = { url: request.url, authorization, signature, body: JSON.parse(await text(request)) };
			json(
				response,
				200,
				{ choices: [choice({ role: "assistant", content: "Gr\u00fc\u00dfe" })], extra: 1 },
				{ "x-request-id": "r" },
			);
		};
		const { data, response } = await client.chat.completions.create(chat).withResponse();
		expect(data).toMatchObject({ choices: [{ message: { content: "Gr\u00fc\u00dfe" } }], extra: 1 });
		expect(response.headers.get("x-request-id")).toBe("r");
		expect(seen).toEqual({
			url: "/v1/chat/completions",
			authorization: "Bearer v-1",
			signature: undefined,
			body: chat,
		});
	});

	test("streams: each part comes before the next one is sent", async () => {
		let next = () => {};
		answer = (_request, response) => {
			response.writeHead(200, { "content-type": "text/event-stream" });
			const parts = ["one", "two"].map(chunk).concat("data: [DONE]\n\n");
			next = () => void (parts.length > 1 ? response.write(parts.shift()) : response.end(parts.shift()));
			next();
		};
		const words: string[] = [];
		for await (const part of await client.chat.completions.create({ ...chat, stream: true })) {
			words.push(part.choices[0]?.delta.content ?? "");
			next();
		}
		expect(words).toEqual(["one", "two"]);
	});

	test("that vLLM refuses is refused in vLLM's words", async () => {
		answer = (_request, response) =>
			json(response, 400, { error: { message: "too long", type: "BadRequestError", code: 400 } });
		const refused = await client.chat.completions.create(chat).catch((error) => error);
		expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
		expect(refused.message).toContain("too long");
	});

	test("is given up at vLLM when its caller leaves, and makes room", async () => {
		const left = Promise.withResolvers<void>();
		const begun = Promise.withResolvers<void>();
		answer = (request, response) => {
			request.resume();
			response.writeHead(200, { "content-type": "text/event-stream" }).write(chunk("one"));
			response.once("close", () => left.resolve());
			begun.resolve();
		};
		const caller = new AbortController();
		const stream = await client.chat.completions.create({ ...chat, stream: true }, { signal: caller.signal });
		await begun.promise;
		caller.abort();
		await left.promise;
		await until(async () => (await appliance.sample("vagus_appliance_chats")) === 0);
		expect(stream.controller.signal.aborted).toBe(true);
	});

	test("beyond those that there is room for is to come again", async () => {
		const open: ServerResponse[] = [];
		answer = (_request, response) => void open.push(response);
		const two = [client.chat.completions.create(chat), client.chat.completions.create(chat)];
		await until(async () => open.length === 2);
		const refused = await client.chat.completions.create(chat).catch((error) => error);
		expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
		expect([refused.code, refused.headers.get("retry-after")]).toEqual(["too_many_chats", "1"]);
		for (const response of open) json(response, 200, { choices: [] });
		await Promise.all(two);
		await until(async () => (await appliance.sample("vagus_appliance_chats")) === 0);
		answer = (_request, response) => json(response, 200, { choices: [] });
		await client.chat.completions.create(chat);
	});

	test.each<[string, (response: ServerResponse) => void]>([
		["hangs up", (response) => void response.destroy()],
		["speaks no HTTP", (response) => void response.socket?.end("hello\r\n\r\n")],
	])("while vLLM %s is to come again", async (_what, act) => {
		answer = (_request, response) => act(response);
		const failed = await client.chat.completions.create(chat).catch((error) => error);
		expect(failed).toBeInstanceOf(OpenAI.InternalServerError);
		expect(failed).toMatchObject({ status: 503, code: "vllm_unavailable", type: "server_error" });
		expect(failed.headers.get("retry-after")).toBe("2");
	});

	test("that breaks while it streams ends with an error at its caller", async () => {
		answer = (_request, response) => {
			response.writeHead(200, { "content-type": "text/event-stream" }).write(chunk("one"), () => response.destroy());
		};
		const stream = await client.chat.completions.create({ ...chat, stream: true });
		const words: string[] = [];
		const read = async () => {
			for await (const part of stream) words.push(part.choices[0]?.delta.content ?? "");
		};
		await expect(read()).rejects.toThrow();
		expect(words).toEqual(["one"]);
		expect(appliance.log.lines.at(-1)).toMatchObject({ level: "warn", message: "vLLM broke an answer off" });
		await until(async () => (await appliance.sample("vagus_appliance_chats")) === 0);
	});
});

test("without vLLM, chats are passed on to nobody, and it is said where to set that", async () => {
	const alone = await testAppliance();
	const response = await alone.post("/v1/chat/completions", chat);
	expect([response.status, await response.json()]).toMatchObject([404, { error: { code: "no_vllm" } }]);
	await alone.close();
});

test("vLLM that is not there is to come again", async () => {
	const gone = createServer().listen(0, "127.0.0.1");
	await once(gone, "listening");
	const { port } = gone.address() as AddressInfo;
	gone.close();
	await once(gone, "close");
	const early = await testAppliance({ VLLM_URL: `http://127.0.0.1:${port}` });
	const response = await early.post("/v1/chat/completions", chat);
	expect([response.status, (await response.json()).error.message]).toEqual([
		503,
		"vLLM cannot be reached (ECONNREFUSED). Is it still starting?",
	]);
	await early.close();
});
