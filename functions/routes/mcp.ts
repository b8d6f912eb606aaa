import { createMcpHandler } from "@modelcontextprotocol/server";
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { mcpServer } from "../../mcp/server.ts";
import { isUnavailable } from "../../schema/unavailable.ts";
import { authorize } from "../authorize.ts";
import { readBody } from "../readBody.ts";
import { requireTrustedOrigin } from "../requireTrustedOrigin.ts";
import { logError } from "../selfTelemetry/logError.ts";
import type { AppTypes } from "../services.ts";
import { VERSION } from "../version.ts";

/** The agents' endpoint: MCP over Streamable HTTP, without sessions. */
export const mcpRoutes = new Hono<AppTypes>();

// A preflight carries no key; which origins are trusted is decided when the request itself comes.
mcpRoutes.use("/mcp", cors({ origin: (origin) => origin, exposeHeaders: ["www-authenticate"] }));

mcpRoutes.all("/mcp", authorize("agent"), requireTrustedOrigin, async (c) => {
	const { db, embedder, limits, now } = c.env.services;
	const handler = createMcpHandler(
		() =>
			mcpServer({
				context: { db, embedder, now: now() },
				version: VERSION,
				explain: (error) => explain(error, c),
			}),
		{ maxRequestBodySize: limits.inflatedBytes },
	);
	const response = await handler.fetch(await bounded(c));
	// Older revisions are answered as a stream, but a Worker closes the database once it has the response: it waits for
	// the whole of it.
	return new Response(response.body && (await response.arrayBuffer()), response);
});

/** The request with its body read and inflated, within the limits. */
async function bounded(c: Context<AppTypes>): Promise<Request> {
	const { url, method, headers, signal } = c.req.raw;
	if (method !== "POST") return new Request(url, { method, headers, signal });
	const body = await readBody(c, c.env.services.limits);
	const inflated = new Headers(headers);
	inflated.delete("content-encoding");
	inflated.delete("content-length");
	return new Request(url, { method, headers: inflated, body, signal });
}

function explain(error: unknown, c: Context<AppTypes>): string {
	logError(error, c);
	return isUnavailable(error)
		? "The database cannot be reached or is busy. Call the tool again, with the same arguments, in a few seconds."
		: "An unexpected error happened in Vagus. It has been logged; the same call will probably fail again.";
}
