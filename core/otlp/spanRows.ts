import { textLimits } from "../limits.ts";
import { emptyBatch, type TelemetryBatch } from "../records/batch.ts";
import type { SpanKind, SpanRecord, SpanStatus } from "../records/span.ts";
import { columnText } from "./columnText.ts";
import { spanIdOf, traceIdOf } from "./ids.ts";
import { DROPPED_ATTRIBUTES } from "./keptJson.ts";
import { knownAttributes } from "./knownAttributes.ts";
import { limitAttributes } from "./limitAttributes.ts";
import { reject } from "./reject.ts";
import { type ResourceSource, resourceSource, scopeRow } from "./sources.ts";
import { spanError } from "./spanError.ts";
import { spanEventsToJson, spanLinksToJson } from "./spanJson.ts";
import type { SpanMessage, TracesRequest } from "./tables/traces.ts";
import { timestamp, timestampOfDate } from "./timestamp.ts";
import { traceFlags } from "./traceFlags.ts";
import { attributesToJson, type ExtraMembers } from "./valueToJson.ts";

/** Rows of an export request of spans. A span without valid ids is rejected: it could be neither found nor told apart. */
export function spanRows(request: TracesRequest, { receivedAt }: { receivedAt: Date }): TelemetryBatch {
	const batch = emptyBatch();
	const now = timestampOfDate(receivedAt);
	for (const { resource, scopeSpans, schemaUrl } of request.resourceSpans) {
		const source = resourceSource(resource, schemaUrl, batch.changed);
		batch.resources.set(source.row.resourceId, source.row);
		for (const block of scopeSpans) {
			const scope = scopeRow(block.scope, block.schemaUrl, batch.changed);
			batch.scopes.set(scope.scopeId, scope);
			for (const span of block.spans) addSpan(span, source, scope.scopeId, now, batch);
		}
	}
	return batch;
}

const KINDS: readonly SpanKind[] = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const STATUSES: readonly SpanStatus[] = ["unset", "ok", "error"];

function addSpan(span: SpanMessage, source: ResourceSource, scopeId: string, now: string, batch: TelemetryBatch): void {
	const traceId = traceIdOf(span.traceId);
	const spanId = spanIdOf(span.spanId);
	if (traceId === null || spanId === null) {
		reject(batch, `span "${span.name.slice(0, 100)}" has no valid ${traceId === null ? "trace id" : "span id"}`);
		return;
	}
	const start = span.startTimeUnixNano || span.endTimeUnixNano;
	if (start === 0n) batch.timed = false;
	const status = STATUSES[span.status?.code ?? 0] ?? "unset";
	const operationName = columnText(span.name, textLimits.operationName) ?? "";
	const statusMessage = columnText(span.status?.message, textLimits.statusMessage);
	const content = status === "error" ? spanError(operationName, statusMessage, span.events) : null;
	if (content) batch.contents.set(content.contentId, content);
	const requestId = knownAttributes(span.attributes).requestId ?? source.known.requestId;
	const dropped = span.droppedAttributesCount + limitAttributes(span.attributes, batch.changed);
	batch.spans.push({
		timestamp: start === 0n ? now : timestamp(start),
		traceId,
		spanId,
		parentSpanId: spanIdOf(span.parentSpanId),
		traceState: columnText(span.traceState, textLimits.traceState),
		service: source.row.service,
		environment: source.row.environment,
		operationName,
		kind: KINDS[span.kind] ?? "unspecified",
		durationNs: String(durationOf(start, span.endTimeUnixNano)),
		status,
		statusMessage,
		requestId: columnText(requestId, textLimits.requestId),
		attributes: attributesToJson(span.attributes, extraMembers(span, dropped)),
		events: spanEventsToJson(span.events, batch.changed),
		links: spanLinksToJson(span.links, batch.changed),
		templateId: content?.contentId ?? null,
		resourceId: source.row.resourceId,
		scopeId,
	} satisfies SpanRecord);
}

/** Nanoseconds, at most what a bigint column holds; 0 for a span that has not ended, or before it started. */
function durationOf(start: bigint, end: bigint): bigint {
	if (end <= start) return 0n;
	return end - start > MAX_INT64 ? MAX_INT64 : end - start;
}

const MAX_INT64 = 2n ** 63n - 1n;

/** What of a span has neither an attribute nor a column. */
function extraMembers(span: SpanMessage, droppedAttributes: number): ExtraMembers | undefined {
	const { droppedEventsCount, droppedLinksCount, parentSpanId } = span;
	const flags = traceFlags(span.flags);
	const badParent = parentSpanId !== "" && spanIdOf(parentSpanId) === null && !/^0*$/.test(parentSpanId);
	const endsEarly = span.endTimeUnixNano !== 0n && span.endTimeUnixNano < span.startTimeUnixNano;
	const dropped = droppedAttributes || droppedEventsCount || droppedLinksCount;
	if (!dropped && flags === undefined && !badParent && !endsEarly) return undefined;
	const extra: ExtraMembers = {};
	if (droppedAttributes > 0) extra[DROPPED_ATTRIBUTES] = droppedAttributes;
	if (droppedEventsCount > 0) extra["otel.dropped_events_count"] = droppedEventsCount;
	if (droppedLinksCount > 0) extra["otel.dropped_links_count"] = droppedLinksCount;
	if (flags !== undefined) extra["otel.trace_flags"] = flags;
	if (badParent) extra["otel.invalid_parent_span_id"] = parentSpanId;
	if (endsEarly) extra["otel.end_time_unix_nano"] = span.endTimeUnixNano;
	return extra;
}
