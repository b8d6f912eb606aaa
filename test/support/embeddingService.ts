import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export const MODEL = "BAAI/bge-large-en-v1.5";

export interface Received {
	path: string;
	headers: IncomingHttpHeaders;
	bytes: Uint8Array<ArrayBuffer>;
	body: { texts: string[] };
}

/** A service on a port of its own that keeps what it receives and answers as it is told: at first as the appliance does. */
export interface EmbeddingService {
	url: string;
	received: Received[];
	answer: (request: Received, response: ServerResponse) => void;
	close(): void;
}

export async function startEmbeddingService(): Promise<EmbeddingService> {
	const server = createServer(async (request, response) => {
		const bytes = Uint8Array.from(await buffer(request));
		const body = JSON.parse(Buffer.from(bytes).toString());
		const received = { path: request.url ?? "", headers: request.headers, bytes, body };
		service.received.push(received);
		service.answer(received, response);
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const service: EmbeddingService = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		received: [],
		answer: ({ body }, response) => sendJson(response, 200, embeddingsOf(body.texts)),
		close: () => server.close().closeAllConnections(),
	};
	return service;
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** The vector of the text at `index` has its 1 there, and each text five tokens. */
export function embeddingsOf(texts: string[], model = MODEL) {
	const embedding = (at: number) =>
		Buffer.from(Float32Array.from({ length: 1024 }, (_, index) => (index === at ? 1 : 0)).buffer).toString("base64");
	const embeddings = texts.map((_text, index) => embedding(index));
	return { embeddings, model, dimensions: 1024, tokens: 5 * texts.length };
}
