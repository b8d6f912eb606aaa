import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { z } from "zod";
import { mayCall } from "../../mcp/mayCall.ts";
import { mcpServer } from "../../mcp/server.ts";
import { tools } from "../../mcp/tools.ts";
import { isUnavailable } from "../../schema/unavailable.ts";
import { authorize, wrongScope } from "../authorize.ts";
import { mcpEndpoint } from "../mcpEndpoint.ts";
import { requireTrustedOrigin } from "../requireTrustedOrigin.ts";
import { logError } from "../selfTelemetry/logError.ts";
import type { AppTypes } from "../services.ts";
import { VERSION } from "../version.ts";

/** The agents' endpoint. */
export const mcpRoutes = new Hono<AppTypes>();

// A preflight carries no key; which origins are trusted is decided when the request itself comes.
mcpRoutes.use("/mcp", cors({ origin: (origin) => origin, exposeHeaders: ["www-authenticate"] }));

const answer = mcpEndpoint({
	serverFor: (c) => {
		const { db, embedder, now } = c.env.services;
		return mcpServer({
			context: { db, embedder, now: now() },
			version: VERSION,
			scopes: c.get("caller").scopes,
			explain: (error) => explain(error, c),
		});
	},
	permit,
});

mcpRoutes.all("/mcp", authorize("read", "agent"), requireTrustedOrigin, answer);

/** Refuses a call that the caller's scopes do not allow in the way that has a client ask for more of them. */
function permit(message: unknown, c: Context<AppTypes>): void {
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
