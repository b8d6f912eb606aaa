import { defaultTextMapGetter, ROOT_CONTEXT, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { cutText } from "../../core/text/cutText.ts";
import type { AppTypes } from "../services.ts";

/**
 * A server span for each request, in the caller's trace where it sends one. Health checks have none: they come every few
 * seconds and say nothing.
 */
export const traceRequests: MiddlewareHandler<AppTypes> = async (c, next) => {
	const { telemetry, db, now, defer } = c.env.services;
	if (!telemetry || UNTRACED.has(c.req.path)) return next();
	const { method, path } = c.req;
	const parent = propagator.extract(ROOT_CONTEXT, c.req.header(), defaultTextMapGetter);
	const attributes = { "http.request.method": method, "url.path": cutText(path, MAX_PATH) };
	const span = telemetry.tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
	// Handed on by the request's context, not by OpenTelemetry's: that needs AsyncLocalStorage on every runtime.
	c.set("span", span);
	// Does not throw: an error has become a response on its way here.
	await next();
	const { status } = c.res;
	// Whoever brings no key has nothing stored.
	if (status === 401) return;
	span.setAttribute("http.response.status_code", status);
	// The handler's own path: a middleware's pattern says nothing, and an unknown path has no handler.
	const route = matchedRoutes(c).findLast((matched) => matched.method !== "ALL")?.path;
	if (route) span.updateName(`${method} ${route}`).setAttribute("http.route", route);
	if (status >= 500) {
		span.setStatus({ code: SpanStatusCode.ERROR, message: c.error?.message });
		if (c.error) span.recordException(c.error);
	}
	span.end();
	defer("self-telemetry", () => telemetry.flush(db, now()));
};

/** Characters of a path in a span; its route is what tells. */
const MAX_PATH = 500;

const propagator = new W3CTraceContextPropagator();

const UNTRACED = new Set(["/healthz", "/readyz", "/metrics"]);
