import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { AppTypes } from "../services.ts";

/** Measures each request's duration. */
export const measureRequests: MiddlewareHandler<AppTypes> = async (c, next) => {
	const start = performance.now();
	await next();
	// The handler's own path: a middleware's pattern says nothing, and what nobody handles must not make series.
	const route = matchedRoutes(c).findLast((matched) => matched.method !== "ALL")?.path ?? "unknown";
	c.env.services.metrics.requests.record((performance.now() - start) / 1000, {
		"http.request.method": KNOWN_METHODS.has(c.req.method) ? c.req.method : "_OTHER",
		"http.route": route,
		"http.response.status_code": c.res.status,
	});
};

/** https://opentelemetry.io/docs/specs/semconv/http/http-metrics/: any other word would be a series of its own. */
const KNOWN_METHODS = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]);
