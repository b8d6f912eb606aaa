import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { requestLimits } from "../../functions/limits.ts";
import type { Services } from "../../functions/services.ts";
import type { Database } from "../../schema/database.ts";
import { NOW } from "../support/seed.ts";
import { ADMIN_KEY, testApp } from "../support/testApp.ts";

export interface McpTestServer {
	url: URL;
	/** A connected client of the official package, that speaks the newest revision or the last one with a handshake. */
	connect(mode?: "auto" | "legacy"): Promise<Client>;
	/** A JSON-RPC message, or any body, as a client without a library sends it. */
	post(message: object | string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
	close(): Promise<void>;
}

/** Serves the app over HTTP on a free port, with services that may need its address; it is NOW there. */
export async function serveMcp(
	db: Database,
	services: (url: URL) => Partial<Services> = () => ({}),
): Promise<McpTestServer> {
	const limits = { ...requestLimits, bodyBytes: 64 * 1024, inflatedBytes: 256 * 1024 };
	let app = testApp(db);
	const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
		const fetch = (request: Request) => app.fetch(request);
		const started = serve({ fetch, port: 0, hostname: "127.0.0.1" }, () => resolve(started));
	});
	const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
	app = testApp(db, { now: () => NOW, limits, ...services(url) });
	return {
		url,
		connect: async (mode = "auto") => {
			const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode } });
			const headers = { authorization: `Bearer ${ADMIN_KEY}` };
			await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
			return client;
		},
		post: (message, headers = {}) =>
			fetch(url, {
				method: "POST",
				headers: {
					authorization: `Bearer ${ADMIN_KEY}`,
					"content-type": "application/json",
					accept: "application/json, text/event-stream",
					...headers,
				},
				body: typeof message === "string" || message instanceof Uint8Array ? message : JSON.stringify(message),
			}),
		close: async () => {
			await new Promise((resolve) => server.close(resolve));
			await app.settled();
		},
	};
}
