import { logs, trace } from "@opentelemetry/api";
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { decodeLogs, decodeTraces } from "../../core/otlp/decode.ts";
import { logRows } from "../../core/otlp/logRows.ts";
import { spanRows } from "../../core/otlp/spanRows.ts";
import type { Database } from "../../schema/database.ts";
import { writeTelemetry } from "../../schema/write/writeTelemetry.ts";

/** Vagus's own spans and log records that are not written yet. What does not fit is dropped: telemetry is not ballast. */
const MAX_BUFFERED = 2_048;
let spans: ReadableSpan[] = [];
let records: ReadableLogRecord[] = [];
let registered = false;

/** Makes this process's OpenTelemetry API collect into the buffer. Once a process; later calls do nothing. */
export function collectSelfTelemetry(version: string): void {
	if (registered) return;
	registered = true;
	const resource = resourceFromAttributes({ "service.name": "vagus", "service.version": version });
	trace.setGlobalTracerProvider(
		new TracerProvider({
			resource,
			spanProcessors: [{ ...idle, onStart: () => {}, onEnd: (span) => keep(spans, span) }],
		}),
	);
	logs.setGlobalLoggerProvider(
		new LoggerProvider({ resource, processors: [{ ...idle, onEmit: (record) => keep(records, record) }] }),
	);
}

const idle = { forceFlush: async () => {}, shutdown: async () => {} };

function keep<Item>(buffer: Item[], item: Item): void {
	if (buffer.length < MAX_BUFFERED) buffer.push(item);
}

/**
 * Writes what was collected straight into the database: not over HTTP, so that writing telemetry about requests is no
 * request itself.
 */
export async function flushSelfTelemetry(db: Database, receivedAt: Date): Promise<void> {
	const [ended, emitted] = [spans, records];
	spans = [];
	records = [];
	const traces = ended.length > 0 && ProtobufTraceSerializer.serializeRequest(ended);
	if (traces) await writeTelemetry(db, spanRows(decodeTraces(traces, "protobuf"), { receivedAt }), null);
	const lines = emitted.length > 0 && ProtobufLogsSerializer.serializeRequest(emitted);
	if (lines) await writeTelemetry(db, logRows(decodeLogs(lines, "protobuf"), { receivedAt }), null);
}
