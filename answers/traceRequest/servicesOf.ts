import { z } from "zod";
import type { SpanNode } from "../../core/traces/spanTree.ts";
import type { ReadLog, ReadSpan } from "./readTrace.ts";
import { toMicroseconds } from "./traceEntries.ts";

/** What a service had to do with a request. */
export const serviceShare = z.object({
	service: z.string(),
	spans: z.number().int(),
	failedSpans: z.number().int(),
	logs: z.number().int(),
	errorLogs: z.number().int(),
	selfMs: z.number(),
});
type ServiceShare = z.infer<typeof serviceShare>;

/** Each service's share, that with the most time of its own first. */
export function servicesOf(nodes: SpanNode<ReadSpan>[], logs: ReadLog[]): ServiceShare[] {
	const names = new Set([...nodes.map(({ span }) => span.service), ...logs.map(({ service }) => service)]);
	const nodesOf = Map.groupBy(nodes, ({ span }) => span.service);
	const logsOf = Map.groupBy(logs, ({ service }) => service);
	return [...names]
		.map((service) => {
			const own = nodesOf.get(service) ?? [];
			const written = logsOf.get(service) ?? [];
			return {
				service,
				spans: own.length,
				failedSpans: own.filter(({ span }) => span.status === "error").length,
				logs: written.length,
				errorLogs: written.filter(({ failed }) => failed).length,
				selfMs: toMicroseconds(own.reduce((sum, { selfMs }) => sum + selfMs, 0)),
			};
		})
		.sort((a, b) => b.selfMs - a.selfMs || b.logs - a.logs);
}
