import { logs, ROOT_CONTEXT, SeverityNumber, trace } from "@opentelemetry/api";
import type { Context } from "hono";
import type { AppTypes } from "../services.ts";

/** Logs an error of Vagus's own: for the operator on stderr, and into Vagus itself. */
export function logError(error: unknown, c: Context<AppTypes>): void {
	const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
	console.error(
		JSON.stringify({ level: "error", method: c.req.method, path: c.req.path, error: cause?.stack ?? stack }),
	);
	const span = c.get("span");
	logs.getLogger("vagus").emit({
		severityNumber: SeverityNumber.ERROR,
		severityText: "error",
		body: `${c.req.method} ${c.req.path} failed`,
		attributes: {
			"exception.type": cause?.name ?? name,
			"exception.message": cause?.message ?? message,
			"exception.stacktrace": cause?.stack ?? stack ?? "",
		},
		context: span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT,
	});
}
