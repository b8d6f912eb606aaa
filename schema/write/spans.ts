import type { Sighting } from "../../core/activity.ts";
import type { SpanRecord } from "../../core/records/span.ts";
import type { Connection } from "../database.ts";
import { id, insertFromArrays, json, text, time } from "./unnest.ts";
import { writeRows } from "./writeRows.ts";

/** Writes spans; returns the sightings of errors among those that were not there before. */
export async function writeSpans(tx: Connection, spans: SpanRecord[]): Promise<Sighting[]> {
	return writeRows<SpanRecord, Sighting>(tx, insertAndReport, spans);
}

/** A span is unique by its ids and start: one that was sent again is left as it is. */
const insertSpans = insertFromArrays<SpanRecord>(
	"trace_spans",
	[
		time("timestamp", (span) => span.timestamp),
		text("trace_id", (span) => span.traceId),
		text("span_id", (span) => span.spanId),
		text("parent_span_id", (span) => span.parentSpanId),
		text("trace_state", (span) => span.traceState),
		text("service", (span) => span.service),
		text("environment", (span) => span.environment),
		text("operation_name", (span) => span.operationName),
		text("kind", (span) => span.kind),
		id("duration_ns", (span) => span.durationNs),
		text("status", (span) => span.status),
		text("status_message", (span) => span.statusMessage),
		json("attributes", (span) => span.attributes),
		text("request_id", (span) => span.requestId),
		json("events", (span) => span.events),
		json("links", (span) => span.links),
		id("template_id", (span) => span.templateId),
		id("resource_id", (span) => span.resourceId),
		id("scope_id", (span) => span.scopeId),
	],
	{ key: ["trace_id", "span_id", "timestamp"], suffix: "ON CONFLICT DO NOTHING RETURNING *" },
);

const insertAndReport = {
	...insertSpans,
	text: `
		WITH inserted AS (${insertSpans.text})
		SELECT template_id AS "contentId", service, environment, 'error' AS level,
			to_char(timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS timestamp
		FROM inserted WHERE template_id IS NOT NULL`,
};
