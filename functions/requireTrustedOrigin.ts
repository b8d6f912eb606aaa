import { localhostAllowedOrigins, validateOriginHeader } from "@modelcontextprotocol/server";
import type { MiddlewareHandler } from "hono";
import { HttpError } from "./httpError.ts";
import type { AppTypes } from "./services.ts";

/**
 * Refuses pages that are not of this machine and that the caller's key is not bound to, as MCP asks for: a page that has
 * its own name resolve to this server (DNS rebinding) still sends its own origin. Programs send none. Comes after
 * `authorize`.
 */
export const requireTrustedOrigin: MiddlewareHandler<AppTypes> = async (c, next) => {
	const origin = c.req.header("origin");
	const bound = origin !== undefined && c.get("caller").origins?.includes(origin);
	if (!bound && !validateOriginHeader(origin, localhostAllowedOrigins()).ok) {
		throw new HttpError(
			403,
			"wrong_origin",
			`Pages of ${origin} may not use this. \`vagus keys create --origin ${origin}\` makes a key for them.`,
		);
	}
	await next();
};
