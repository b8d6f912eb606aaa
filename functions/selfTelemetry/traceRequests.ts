import { context, defaultTextMapGetter, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { AppTypes } from "../services.ts";
import { flushSelfTelemetry } from "./buffer.ts";

const propagator = new W3CTraceContextPropagator();

/** A server span for each request but health checks, which come every few seconds and say nothing. */
export const traceRequests: MiddlewareHandler<AppTypes> = async (c, next) => {
	if (UNTRACED.has(c.req.path)) return next();
	const { db, now, defer } = c.env.services;
	const parent = propagator.extract(ROOT_CONTEXT, c.req.header(), defaultTextMapGetter);
	const span = trace.getTracer("vagus").startSpan(
		c.req.method,
		{
			kind: SpanKind.SERVER,
			attributes: { "http.request.method": c.req.method, "url.path": c.req.path },
		},
		parent,
	);
	c.set("span", span);
	await context.with(trace.setSpan(parent, span), next);
	const route = routePath(c, -1);
	span.updateName(`${c.req.method} ${route}`);
	span.setAttributes({ "http.route": route, "http.response.status_code": c.res.status });
	if (c.res.status >= 500) {
		span.setStatus({ code: SpanStatusCode.ERROR, message: c.error?.message });
		if (c.error) span.recordException(c.error);
	}
	span.end();
	if (span.isRecording() || trace.getSpanContext(trace.setSpan(ROOT_CONTEXT, span))?.traceFlags) {
		defer("self-telemetry", () => flushSelfTelemetry(db, now()));
	}
};

const UNTRACED = new Set(["/healthz", "/readyz", "/metrics"]);
