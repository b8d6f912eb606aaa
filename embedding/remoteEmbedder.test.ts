import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EmbedderUnavailable } from "./embedder.ts";
import { remoteEmbedder } from "./remoteEmbedder.ts";

interface Received {
	path: string | undefined;
	authorization: string | undefined;
	body: { texts: string[]; normalize: boolean };
}

let server: Server;
let url: string;
let received: Received[];
let answer: (request: Received, response: ServerResponse) => void;

beforeAll(async () => {
	server = createServer(async (request, response) => {
		const body = await textOf(request);
		const seen = { path: request.url, authorization: request.headers.authorization, body: JSON.parse(body) };
		received.push(seen);
		answer(seen, response);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	server.closeAllConnections();
	server.close();
	await once(server, "close");
});
beforeEach(() => {
	received = [];
	answer = ({ body }, response) => json(response, 200, { embeddings: body.texts.map((_text, index) => unit(index)) });
});

async function textOf(request: IncomingMessage): Promise<string> {
	let text = "";
	for await (const chunk of request) text += chunk;
	return text;
}

function json(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const unit = (at: number) => Array.from({ length: 1024 }, (_, index) => (index === at ? 1 : 0));

describe("the embedding service", () => {
	test("is sent passages as they are, and queries with the model's instruction", async () => {
		const embedder = remoteEmbedder({ url, key: "k-1" });
		const vectors = await embedder.embed(["one", "two"], "passage");
		expect(vectors.map((vector) => vector?.indexOf(1))).toEqual([0, 1]);
		await embedder.embed(["one"], "query");
		expect(received).toEqual([
			{ path: "/v1/embed", authorization: "Bearer k-1", body: { texts: ["one", "two"], normalize: true } },
			{
				path: "/v1/embed",
				authorization: "Bearer k-1",
				body: { texts: ["Represent this sentence for searching relevant passages: one"], normalize: true },
			},
		]);
	});

	test.each(["", "/", "/gpu/box", "/gpu/box/"])("may lie under a path: %j", async (path) => {
		await remoteEmbedder({ url: url + path }).embed(["one"], "passage");
		expect(received).toMatchObject([{ path: `${path.replace(/\/$/, "")}/v1/embed`, authorization: undefined }]);
	});

	test.each([400, 413, 422])("that answers %i refuses the texts", async (status) => {
		answer = (_request, response) => json(response, status, { detail: "no" });
		const refused = remoteEmbedder({ url }).embed(["one"], "passage");
		await expect(refused).rejects.toThrow(`The embedding service answered ${status}.`);
		await expect(refused).rejects.not.toBeInstanceOf(EmbedderUnavailable);
	});

	test.each<[string, (response: ServerResponse) => void, RegExp]>([
		["wants another key", (response) => json(response, 401, {}), /answered 401/],
		["is not where the URL says", (response) => json(response, 404, {}), /answered 404/],
		["is busy", (response) => json(response, 429, {}), /answered 429/],
		["is broken", (response) => json(response, 500, {}), /answered 500/],
		["hangs up", (response) => response.destroy(), /cannot be used: /],
		["sends a login page", (response) => void response.end("<html>"), /cannot be used: .*JSON/],
		["sends something else", (response) => json(response, 200, { data: [] }), /holds no vectors of 1024 numbers/],
		["sends shorter vectors", (response) => json(response, 200, { embeddings: [[1, 0]] }), /holds no vectors of 1024/],
		["sends too few", (response) => json(response, 200, { embeddings: [] }), /answered 0 vectors for 1 texts/],
	])("that %s is unavailable", async (_what, respond, message) => {
		answer = (_request, response) => respond(response);
		const failed = remoteEmbedder({ url, key: "k-1" }).embed(["one"], "passage");
		await expect(failed).rejects.toBeInstanceOf(EmbedderUnavailable);
		await expect(failed).rejects.toThrow(message);
		await expect(failed).rejects.not.toThrow("k-1");
	});

	test("that cannot be reached is unavailable, and why is said", async () => {
		const failed = remoteEmbedder({ url: "http://127.0.0.1:1" }).embed(["one"], "passage");
		await expect(failed).rejects.toBeInstanceOf(EmbedderUnavailable);
		await expect(failed).rejects.toThrow(/^The embedding service cannot be used: .*(ECONNREFUSED|bad port)/);
	});

	test("gives no vector where it answers zeros", async () => {
		answer = (_request, response) => json(response, 200, { embeddings: [unit(-1), unit(3)] });
		const [zeros, full] = await remoteEmbedder({ url }).embed(["", "one"], "passage");
		expect([zeros, full?.indexOf(1)]).toEqual([null, 3]);
	});
});
