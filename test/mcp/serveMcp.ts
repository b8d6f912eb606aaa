import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Hono } from "hono";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import { requestLimits } from "../../functions/limits.ts";
import { respondWithError } from "../../functions/respondWithError.ts";
import { mcpRoutes } from "../../functions/routes/mcp.ts";
import type { AppTypes } from "../../functions/services.ts";
import type { Database } from "../../schema/database.ts";
import { NOW } from "../support/seed.ts";

export const KEY = "vgs_test_key_with_every_scope";

export interface McpTestServer {
	url: URL;
	/** A connected client of the official package, that speaks the newest revision or the last one with a handshake. */
	connect(mode?: "auto" | "legacy"): Promise<Client>;
	/** A JSON-RPC message, or any body, as a client without a library sends it. */
	post(message: object | string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
	close(): Promise<void>;
}

/** Serves the endpoint over HTTP on a free port; it is NOW there. */
export async function serveMcp(db: Database, apiKey: string | undefined = KEY): Promise<McpTestServer> {
	const app = new Hono<AppTypes>();
	app.onError(respondWithError);
	app.route("/", mcpRoutes);
	const services = {
		db,
		embedder: lexicalEmbedder,
		apiKey,
		limits: { ...requestLimits, bodyBytes: 64 * 1024, inflatedBytes: 256 * 1024 },
		now: () => NOW,
		defer: () => {},
	};
	const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
		const started = serve(
			{ fetch: (request) => app.fetch(request, { services }), port: 0, hostname: "127.0.0.1" },
			() => resolve(started),
		);
	});
	const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
	return {
		url,
		connect: async (mode = "auto") => {
			const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode } });
			const headers = { authorization: `Bearer ${KEY}` };
			await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
			return client;
		},
		post: (message, headers = {}) =>
			fetch(url, {
				method: "POST",
				headers: {
					authorization: `Bearer ${KEY}`,
					"content-type": "application/json",
					accept: "application/json, text/event-stream",
					...headers,
				},
				body: typeof message === "string" || message instanceof Uint8Array ? message : JSON.stringify(message),
			}),
		close: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
	};
}
