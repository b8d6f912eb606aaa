import { createMcpHandler } from "@modelcontextprotocol/server";
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { z } from "zod";
import { mayCall } from "../../mcp/mayCall.ts";
import { mcpServer } from "../../mcp/server.ts";
import { tools } from "../../mcp/tools.ts";
import { isUnavailable } from "../../schema/unavailable.ts";
import { authorize, wrongScope } from "../authorize.ts";
import { readBody } from "../readBody.ts";
import { requireTrustedOrigin } from "../requireTrustedOrigin.ts";
import { logError } from "../selfTelemetry/logError.ts";
import type { AppTypes } from "../services.ts";
import { VERSION } from "../version.ts";

/** The agents' endpoint: MCP over Streamable HTTP, without sessions. */
export const mcpRoutes = new Hono<AppTypes>();

// A preflight carries no key; which origins are trusted is decided when the request itself comes.
mcpRoutes.use("/mcp", cors({ origin: (origin) => origin, exposeHeaders: ["www-authenticate"] }));

mcpRoutes.all("/mcp", authorize("read", "agent"), requireTrustedOrigin, async (c) => {
	const { db, embedder, limits, now } = c.env.services;
	const handler = createMcpHandler(
		() =>
			mcpServer({
				context: { db, embedder, now: now() },
				version: VERSION,
				scopes: c.get("caller").scopes,
				explain: (error) => explain(error, c),
			}),
		{ maxRequestBodySize: limits.inflatedBytes },
	);
	const request = await bounded(c);
	const parsedBody = await messageOf(request);
	requireScopes(parsedBody, c);
	const response = await handler.fetch(request, { parsedBody });
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

/** The message of a request; nothing where it is none, which the handler refuses. */
async function messageOf(request: Request): Promise<unknown> {
	return request
		.clone()
		.json()
		.catch(() => undefined);
}

/** Refuses a call that the caller's scopes do not allow in the way that has a client ask for more of them. */
function requireScopes(message: unknown, c: Context<AppTypes>): void {
	const caller = c.get("caller");
	for (const call of Array.isArray(message) ? message : [message]) {
		const name = calls.safeParse(call).data?.params.name;
		const tool = tools.find(({ definition }) => definition.name === name);
		if (tool && !mayCall(tool, caller.scopes)) throw wrongScope(c.env.services, caller, tool.scopes);
	}
}

const calls = z.object({ method: z.literal("tools/call"), params: z.object({ name: z.string() }) });

function explain(error: unknown, c: Context<AppTypes>): string {
	logError(error, c);
	return isUnavailable(error)
		? "The database cannot be reached or is busy. Call the tool again, with the same arguments, in a few seconds."
		: "An unexpected error happened in Vagus. It has been logged; the same call will probably fail again.";
}
