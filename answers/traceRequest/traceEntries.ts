import { z } from "zod";
import { depthFirst, type SpanNode } from "../../core/traces/spanTree.ts";
import type { ReadLog, ReadSpan } from "./readTrace.ts";

/** A span or a log. What it does not have is null. */
export const traceEntry = z.object({
	type: z.enum(["span", "log"]),
	depth: z.number().int().describe("0 for what stands at the top; a log is one below its span"),
	timestamp: z.string(),
	offsetMs: z.number().describe("Since the first entry"),
	durationMs: z.number().nullable(),
	selfMs: z.number().nullable().describe("Duration without the time in which child spans ran"),
	service: z.string(),
	environment: z.string(),
	name: z.string().nullable().describe("A span's operation, a log's logger"),
	kind: z.string().nullable().describe("server, client, internal, producer, consumer"),
	status: z.string().describe("A span's status (unset, ok, error), a log's level"),
	message: z.string().nullable(),
	traceId: z.string().nullable(),
	spanId: z.string().nullable(),
	parentSpanId: z.string().nullable(),
	orphan: z.boolean().describe("Whether it names a span above it that is not there"),
	critical: z.boolean().describe("Whether the end waited for it: it is on the critical path"),
});
export type TraceEntry = z.infer<typeof traceEntry>;

export interface Placing {
	/** Milliseconds since 1970 from which offsets count. */
	startMs: number;
	critical: Map<SpanNode<ReadSpan>, number>;
}

/** Spans as a tree, depth first, the logs of each before what begins later below it. */
export function traceEntries(roots: SpanNode<ReadSpan>[], logs: ReadLog[], placing: Placing): TraceEntry[] {
	const logsOf = logsBySpan(depthFirst(roots), logs);
	const found: TraceEntry[] = [];
	const waiting: Item[] = stacked(roots, logsOf.get(null) ?? [], 0);
	for (let item = waiting.pop(); item; item = waiting.pop()) {
		if ("log" in item) {
			found.push(logEntry(item.log, item.depth, placing));
			continue;
		}
		found.push(spanEntry(item.node, placing));
		waiting.push(...stacked(item.node.children, logsOf.get(item.node) ?? [], item.node.depth + 1));
	}
	return found;
}

type Item = { startMs: number; node: SpanNode<ReadSpan> } | { startMs: number; log: ReadLog; depth: number };

/** Spans and logs of one level, the earliest last. */
function stacked(nodes: SpanNode<ReadSpan>[], logs: ReadLog[], depth: number): Item[] {
	const items: Item[] = [
		...nodes.map((node) => ({ startMs: node.span.startMs, node })),
		...logs.map((log) => ({ startMs: log.startMs, log, depth })),
	];
	return items.sort((a, b) => a.startMs - b.startMs).reverse();
}

/** Logs by the span in which they were written; by null where there is none. */
function logsBySpan(nodes: SpanNode<ReadSpan>[], logs: ReadLog[]): Map<SpanNode<ReadSpan> | null, ReadLog[]> {
	const byId = new Map(nodes.map((node) => [`${node.span.traceId} ${node.span.spanId}`, node]));
	return Map.groupBy(logs, ({ traceId, spanId }) => byId.get(`${traceId} ${spanId}`) ?? null);
}

export function spanEntry(node: SpanNode<ReadSpan>, { startMs, critical }: Placing): TraceEntry {
	const { span, depth, selfMs, orphan } = node;
	return {
		type: "span",
		depth,
		timestamp: span.timestamp,
		offsetMs: toMicroseconds(span.startMs - startMs),
		durationMs: toMicroseconds(span.durationMs),
		selfMs: toMicroseconds(selfMs),
		service: span.service,
		environment: span.environment,
		name: span.operation,
		kind: span.kind,
		status: span.status,
		message: span.message,
		traceId: span.traceId,
		spanId: span.spanId,
		parentSpanId: span.parentSpanId,
		orphan,
		critical: critical.has(node),
	};
}

/** A log at a depth: one that stands at the top though it names a span is an orphan. */
function logEntry(log: ReadLog, depth: number, { startMs }: Placing): TraceEntry {
	return {
		type: "log",
		depth,
		timestamp: log.timestamp,
		offsetMs: toMicroseconds(log.startMs - startMs),
		durationMs: null,
		selfMs: null,
		service: log.service,
		environment: log.environment,
		name: log.logger,
		kind: null,
		status: log.level,
		message: log.message,
		traceId: log.traceId,
		spanId: log.spanId,
		parentSpanId: null,
		orphan: depth === 0 && log.spanId !== null,
		critical: false,
	};
}

/** Milliseconds to the microsecond: what lies below comes of counting in binary fractions. */
export function toMicroseconds(ms: number): number {
	return Math.round(ms * 1000) / 1000;
}
