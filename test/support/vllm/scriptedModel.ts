import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

export interface Asked {
	path: string;
	headers: IncomingHttpHeaders;
	body: { messages: { role: string; content: string }[] } & Record<string, unknown>;
}

/** Answers one request. */
export type Reply = (response: ServerResponse) => void;

/**
 * A stand-in for a server of vLLM's: it answers each request with the next reply of a script, and keeps what it was asked.
 * The model itself, of 32 billion parameters, has no place in a test.
 */
export async function startScriptedModel() {
	const asked: Asked[] = [];
	const script: Reply[] = [];
	/** Resolves when a client has gone away from an answer that was not over. */
	const left = Promise.withResolvers<void>();
	const server = createServer(async (request, response) => {
		asked.push({ path: request.url ?? "", headers: request.headers, body: (await json(request)) as Asked["body"] });
		response.on("close", () => response.writableEnded || left.resolve());
		const reply = script.shift();
		if (reply) reply(response);
		else response.writeHead(418).end("The script is over.");
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		asked,
		left: left.promise,
		answers: (...replies: Reply[]) => void script.push(...replies),
		close: () => server.close().closeAllConnections(),
	};
}
