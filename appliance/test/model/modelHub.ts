import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ModelHub {
	url: string;
	/** Paths that were asked for, with the range that was. */
	requests: { path: string; range: string | undefined }[];
	/** Answers a request otherwise than well: true where it did. Set anew by a test. */
	misbehave: (request: IncomingMessage, response: ServerResponse, file: Buffer) => boolean;
	close(): Promise<void>;
}

/** A server that has files at their paths, answers ranges, and misbehaves as it is told. */
export async function startModelHub(files: Record<string, Buffer>): Promise<ModelHub> {
	const server = createServer((request, response) => {
		const path = request.url ?? "";
		const { range } = request.headers;
		hub.requests.push({ path, range });
		const file = files[path];
		if (!file) return void response.writeHead(404).end();
		if (hub.misbehave(request, response, file)) return;
		const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
		if (from >= file.length && from > 0) {
			return void response.writeHead(416, { "content-range": `bytes */${file.length}` }).end();
		}
		const part = file.subarray(from);
		const headers = { "content-length": part.length };
		if (range === undefined) response.writeHead(200, headers);
		else response.writeHead(206, { ...headers, "content-range": `bytes ${from}-${file.length - 1}/${file.length}` });
		response.end(part);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const hub: ModelHub = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests: [],
		misbehave: () => false,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
	return hub;
}
