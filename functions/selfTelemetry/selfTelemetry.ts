import { type Logger, SeverityNumber, type Tracer } from "@opentelemetry/api";
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { decodeLogs, decodeTraces } from "../../core/otlp/decode.ts";
import { logRows } from "../../core/otlp/logRows.ts";
import { spanRows } from "../../core/otlp/spanRows.ts";
import { OWN_SERVICE } from "../../core/ownService.ts";
import type { Database } from "../../schema/database.ts";
import { writeTelemetry } from "../../schema/write/writeTelemetry.ts";
import type { Settings } from "../environment.ts";
import { VERSION } from "../version.ts";

/** What Vagus says about itself, kept in memory until it is written into its own database. */
export interface SelfTelemetry {
	tracer: Tracer;
	logger: Logger;
	/**
	 * Writes what was collected since the last flush: straight into the database and not over HTTP, so that writing
	 * telemetry about requests is no request itself. What cannot be written is dropped, not tried again: while the
	 * database is away memory must not grow.
	 */
	flush(db: Database, receivedAt: Date): Promise<void>;
}

/**
 * Collects spans and log records by OpenTelemetry's API; undefined where it is switched off. Nothing is registered
 * globally: each server has its own, so that no server's spans get into another one's database.
 */
export function selfTelemetry(settings: Pick<Settings, "OTEL_SDK_DISABLED">): SelfTelemetry | undefined {
	if (settings.OTEL_SDK_DISABLED) return undefined;
	const resource = resourceFromAttributes({ "service.name": OWN_SERVICE, "service.version": VERSION });
	let dropped = 0;
	const onDrop = () => {
		dropped += 1;
	};
	const spans = boundedBuffer<ReadableSpan>(onDrop);
	const records = boundedBuffer<ReadableLogRecord>(onDrop);
	const spanProcessors = [{ ...idle, onStart: () => {}, onEnd: spans.add }];
	const tracer = new TracerProvider({ resource, spanProcessors }).getTracer("vagus");
	const logger = new LoggerProvider({ resource, processors: [{ ...idle, onEmit: records.add }] }).getLogger("vagus");
	return {
		tracer,
		logger,
		flush: async (db, receivedAt) => {
			const [ended, emitted] = [spans.take(), records.take()];
			try {
				await write(db, receivedAt, ended, emitted);
			} catch (error) {
				dropped += ended.length + emitted.length;
				throw error;
			}
			// Written by the next flush.
			if (dropped > 0) {
				const body = `${dropped} spans and log records about Vagus itself were dropped`;
				logger.emit({ severityNumber: SeverityNumber.WARN, body });
				dropped = 0;
			}
		},
	};
}

const idle = { forceFlush: async () => {}, shutdown: async () => {} };

/** Most spans, and most log records, between two flushes. */
export const MAX_BUFFERED = 2_048;

function boundedBuffer<Item>(onDrop: () => void): { add(item: Item): void; take(): Item[] } {
	let items: Item[] = [];
	return {
		add: (item) => {
			if (items.length < MAX_BUFFERED) items.push(item);
			else onDrop();
		},
		take: () => {
			const taken = items;
			items = [];
			return taken;
		},
	};
}

async function write(
	db: Database,
	receivedAt: Date,
	ended: ReadableSpan[],
	emitted: ReadableLogRecord[],
): Promise<void> {
	const traces = ended.length > 0 && ProtobufTraceSerializer.serializeRequest(ended);
	if (traces) await writeTelemetry(db, spanRows(decodeTraces(traces, "protobuf"), { receivedAt }), null);
	const lines = emitted.length > 0 && ProtobufLogsSerializer.serializeRequest(emitted);
	if (lines) await writeTelemetry(db, logRows(decodeLogs(lines, "protobuf"), { receivedAt }), null);
}
