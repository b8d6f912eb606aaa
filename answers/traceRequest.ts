import { z } from "zod";
import { criticalPath } from "../core/traces/criticalPath.ts";
import { failures } from "../core/traces/failures.ts";
import { depthFirst, type SpanNode, spanTree } from "../core/traces/spanTree.ts";
import { traceVerdict } from "../core/traces/traceVerdict.ts";
import type { AnswerContext } from "./context.ts";
import { positionOf } from "./cursor.ts";
import { type Fit, page, pageArguments, pageOf } from "./page.ts";
import { MOST_COUNTED, type ReadLog, type ReadSpan, type ReadTrace, readTrace } from "./traceRequest/readTrace.ts";
import { type RelatedIds, relatedIds } from "./traceRequest/relatedIds.ts";
import { serviceShare, servicesOf } from "./traceRequest/servicesOf.ts";
import { readSpanDetails, spanDetails } from "./traceRequest/spanDetails.ts";
import {
	type Placing,
	spanEntry,
	type TraceEntry,
	toMicroseconds,
	traceEntries,
	traceEntry,
} from "./traceRequest/traceEntries.ts";
import { unknownId } from "./traceRequest/unknownId.ts";

export type { TraceEntry } from "./traceRequest/traceEntries.ts";

export const traceRequestArguments = z.strictObject({
	requestId: z
		.string()
		.trim()
		.min(1, "give a request id or a trace id.")
		.max(255, "give at most 255 characters.")
		.describe("Request id or trace id"),
	...pageArguments(50, 200),
});
export type TraceRequestArguments = z.output<typeof traceRequestArguments>;

export const traceRequestResult = z.object({
	id: z.string(),
	type: z.enum(["request", "trace"]).describe("What the id is of"),
	verdict: z.string().describe("Where it failed, where its time went"),
	traceIds: z.array(z.string()),
	requestIds: z.array(z.string()),
	firstSeen: z.string(),
	lastSeen: z.string().describe("Last end of a span, or last log"),
	durationMs: z.number().describe("From the first to the last of these"),
	failure: traceEntry
		.extend(spanDetails.shape)
		.nullable()
		.describe("The failing span that the failure came from: the deepest one; with its last exception"),
	criticalService: z
		.object({ service: z.string(), ms: z.number(), share: z.number().describe("Of the critical path, 0 to 1") })
		.nullable()
		.describe("The service in which most of the time went by that the end waited for"),
	services: z.array(serviceShare).describe("Most time first"),
	errors: z.array(traceEntry).describe("Failing spans, deepest first, then error logs"),
	entries: z.array(traceEntry).describe("Spans as a tree, depth first, with the logs of each below it"),
	notes: z.array(z.string()).describe("What to know about this answer"),
	page: page.describe("Of entries"),
});
export type TraceRequestResult = z.infer<typeof traceRequestResult>;

/** Everything of a request, or of a trace, over all services. */
export async function traceRequest(
	{ db, now }: AnswerContext,
	{ requestId: id, limit, cursor }: TraceRequestArguments,
	fit?: Fit<TraceEntry>,
): Promise<TraceRequestResult> {
	const related = await relatedIds(db, id);
	if (!related) throw await unknownId(db, id);
	const trace = await readTrace(db, related);
	const { spans, logs } = trace;
	// A cursor is of what has come until now: a trace that is still growing has no second page.
	const position = positionOf(cursor, ["trace_request", id, trace.counts], now);
	const roots = spanTree(spans);
	const critical = criticalPath(roots);
	const { startMs, endMs } = bounds(spans, logs);
	const placing = { startMs, critical };
	const failing = failures(roots);
	const errorLogs = logs.filter(({ failed }) => failed);
	const entries = traceEntries(roots, logs, placing);
	const { rows, page } = pageOf(
		entries.slice(position.offset, position.offset + limit),
		position,
		{ total: entries.length, totalIsLeast: entries.length < trace.counts.spans + trace.counts.logs },
		fit,
	);
	const [cause] = failing;
	const details = cause && (await readSpanDetails(db, cause.span));
	const criticalService = mostCritical(critical);
	const durationMs = toMicroseconds(endMs - startMs);
	return {
		id,
		type: related.type,
		verdict: traceVerdict({
			spans: spans.length,
			failedSpans: failing.length,
			failure: cause
				? {
						service: cause.span.service,
						operation: cause.span.operation,
						error: details?.errorMessage ?? cause.span.message,
					}
				: null,
			errorLogs: errorLogs.length,
			firstErrorLog: errorLogs[0] ?? null,
			durationMs,
			critical: criticalService && { ...criticalService, totalMs: sum(critical.values()) },
		}),
		traceIds: related.traceIds,
		requestIds: related.requestIds,
		firstSeen: isoOf(startMs),
		lastSeen: isoOf(endMs),
		durationMs,
		failure: cause && details ? { ...spanEntry(cause, placing), ...details } : null,
		criticalService,
		services: servicesOf(depthFirst(roots), logs),
		errors: errorsOf(failing, entries, placing).slice(0, MOST_ERRORS),
		entries: rows,
		notes: notesOf(related, trace, roots, failing.length + errorLogs.length),
		page,
	};
}

/** Errors that are listed apart; all stand among the entries. */
const MOST_ERRORS = 20;

function bounds(spans: ReadSpan[], logs: ReadLog[]): { startMs: number; endMs: number } {
	const range = { startMs: Number.POSITIVE_INFINITY, endMs: Number.NEGATIVE_INFINITY };
	for (const { startMs, durationMs } of [...spans, ...logs.map((log) => ({ ...log, durationMs: 0 }))]) {
		range.startMs = Math.min(range.startMs, startMs);
		range.endMs = Math.max(range.endMs, startMs + durationMs);
	}
	return range;
}

function isoOf(ms: number): string {
	return new Date(ms).toISOString();
}

function mostCritical(path: Map<SpanNode<ReadSpan>, number>): TraceRequestResult["criticalService"] {
	const byService = new Map<string, number>();
	for (const [{ span }, ms] of path) byService.set(span.service, (byService.get(span.service) ?? 0) + ms);
	const total = sum(path.values());
	const [most] = [...byService].sort((a, b) => b[1] - a[1]);
	if (!most || total === 0) return null;
	const [service, ms] = most;
	return { service, ms: toMicroseconds(ms), share: Math.round((ms / total) * 1000) / 1000 };
}

function sum(numbers: Iterable<number>): number {
	let total = 0;
	for (const number of numbers) total += number;
	return total;
}

function errorsOf(failing: SpanNode<ReadSpan>[], entries: TraceEntry[], placing: Placing): TraceEntry[] {
	const logs = entries.filter(({ type, status }) => type === "log" && (status === "error" || status === "fatal"));
	return [...failing.map((node) => spanEntry(node, placing)), ...logs.sort((a, b) => a.offsetMs - b.offsetMs)];
}

function notesOf(
	related: RelatedIds,
	{ spans, logs, counts }: ReadTrace,
	roots: SpanNode<ReadSpan>[],
	errors: number,
): string[] {
	const orphans = roots.filter(({ orphan }) => orphan).length;
	const read = { spans: spans.length, logs: logs.length };
	return [
		...(["spans", "logs"] as const).flatMap((what) =>
			read[what] < counts[what]
				? [
						`Of ${counts[what] === MOST_COUNTED ? "at least " : ""}${counts[what]} ${what} ${read[what]} were read: failing ones and the earliest.`,
					]
				: [],
		),
		...(related.bounded ? ["More traces or requests share this id than are followed."] : []),
		...(orphans > 0
			? [`Spans at the top that name a parent: ${orphans}. It has not come, was not read, or stands below them.`]
			: []),
		...(errors > MOST_ERRORS
			? [`${MOST_ERRORS} of ${errors} errors are listed apart; the others stand among the entries.`]
			: []),
	];
}
