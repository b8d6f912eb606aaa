import type { Logger, LogRecord } from "@opentelemetry/api";
import { ROOT_CONTEXT, SeverityNumber, trace } from "@opentelemetry/api";
import { JsonLogsSerializer, ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { type OtlpSample, SAMPLE_SECOND } from "./otlpSample.ts";

export const TRACE_ID = "5b8efff798038103d269b633813fc60c";
export const SPAN_ID = "eee19b7ec3c1b174";

/** What a program logs through OpenTelemetry's own SDK, as its exporters would send it. */
export function logsSample(emit: (logger: Logger) => void, resource: Record<string, string> = {}): OtlpSample {
	const records: ReadableLogRecord[] = [];
	const provider = new LoggerProvider({
		resource: resourceFromAttributes(
			{
				"service.name": "checkout",
				"deployment.environment.name": "production",
				"host.name": "pod-7",
				...resource,
			},
			{ schemaUrl: "https://opentelemetry.io/schemas/1.37.0" },
		),
		processors: [
			{ onEmit: (record) => void records.push(record), forceFlush: async () => {}, shutdown: async () => {} },
		],
	});
	emit(provider.getLogger("app.orders", "1.2.3"));
	return {
		protobuf: ProtobufLogsSerializer.serializeRequest(records) ?? new Uint8Array(),
		json: JsonLogsSerializer.serializeRequest(records) ?? new Uint8Array(),
	};
}

/** A context with a sampled span, for records within a trace. */
export const inTrace = trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 });

/** One record of each kind that the SDK can make. */
export const variedLogs: LogRecord[] = [
	{
		timestamp: [SAMPLE_SECOND, 123_456_789],
		observedTimestamp: [SAMPLE_SECOND + 1, 0],
		severityNumber: SeverityNumber.ERROR,
		severityText: "ERROR",
		body: "payment 4711 failed",
		attributes: {
			"exception.type": "TimeoutError",
			"exception.message": "no answer in 3000 ms",
			"exception.stacktrace": "TimeoutError: no answer in 3000 ms\n    at pay (/app/src/pay.ts:10:3)",
			"request.id": "req-1",
			"user.id": "u-9",
			whole: 42,
			big: Number.MAX_SAFE_INTEGER,
			negative: -7,
			fraction: 0.25,
			yes: true,
			no: false,
			words: ["a", "b"],
			numbers: [1, 2.5],
			nested: { list: [1, { deep: "ü😀" }], empty: {}, nothing: null },
			bytes: new Uint8Array([0, 255, 128]),
		},
		context: inTrace,
	},
	{ timestamp: [SAMPLE_SECOND, 0], body: { message: "structured", order: { id: 7 } } },
	{ timestamp: [SAMPLE_SECOND, 1_000], body: { order: 7, nothing: "here" }, severityText: "Warning" },
	{ timestamp: [SAMPLE_SECOND, 999], body: ["a", 1, true] },
	{ timestamp: [SAMPLE_SECOND, 0], eventName: "session.start", attributes: { "session.id": "s" } },
	{ timestamp: [SAMPLE_SECOND, 0], body: 12.5, severityNumber: SeverityNumber.DEBUG2 },
	{ timestamp: [SAMPLE_SECOND, 0], body: "null\u0000byte", attributes: { "key\u0000": "value\u0000" } },
];
