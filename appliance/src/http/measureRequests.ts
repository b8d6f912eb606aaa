import type { MiddlewareHandler } from "hono";
import type { ApplianceServices } from "./applianceServices.ts";

/** Measures each request's duration; what nobody handles has a path of no series of its own. */
export function measureRequests({ metrics }: ApplianceServices): MiddlewareHandler {
	return async (c, next) => {
		const start = performance.now();
		await next();
		const path = PATHS.has(c.req.path) ? c.req.path : "unknown";
		metrics.answered((performance.now() - start) / 1000, path, c.res.status);
	};
}

const PATHS = new Set([
	...["/embed", "/v1/embed", "/v1/embeddings", "/v1/chat/completions"],
	...["/healthz", "/readyz", "/metrics"],
]);
