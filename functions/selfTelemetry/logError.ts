import { type Attributes, ROOT_CONTEXT, SeverityNumber, type Span, trace } from "@opentelemetry/api";
import type { Context } from "hono";
import type { AppTypes } from "../services.ts";
import type { SelfTelemetry } from "./selfTelemetry.ts";

/** Logs an error that a request met: for the operator on stderr, and into Vagus itself. */
export function logError(error: unknown, c: Context<AppTypes>): void {
	const { method, path } = c.req;
	const attributes = { "http.request.method": method, "url.path": path };
	log(`${method} ${path}`, error, attributes, c.env.services.telemetry, c.get("span"));
}

/** Logs an error of work beside requests. */
export function logTaskError(task: string, error: unknown, telemetry: SelfTelemetry | undefined): void {
	log(task, error, { "vagus.task": task }, telemetry);
}

function log(
	what: string,
	error: unknown,
	attributes: Attributes,
	telemetry: SelfTelemetry | undefined,
	span?: Span,
): void {
	const { name, message, stack = `${name}: ${message}` } = rootOf(error);
	console.error(JSON.stringify({ level: "error", message: `${what} failed`, error: stack }));
	telemetry?.logger.emit({
		severityNumber: SeverityNumber.ERROR,
		severityText: "error",
		body: `${what} failed`,
		attributes: {
			...attributes,
			"exception.type": name,
			"exception.message": message,
			"exception.stacktrace": stack,
		},
		context: span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT,
	});
}

/** The error that began it: those around it say it in the caller's words. */
function rootOf(error: unknown): Error {
	if (!(error instanceof Error)) return new Error(String(error));
	return error.cause instanceof Error ? rootOf(error.cause) : error;
}
