export type SpanKind = "unspecified" | "internal" | "server" | "client" | "producer" | "consumer";
export type SpanStatus = "unset" | "ok" | "error";

/** One row of `trace_spans`; `timestamp` is the span's start. */
export interface SpanRecord {
	timestamp: string;
	traceId: string;
	spanId: string;
	parentSpanId: string | null;
	traceState: string | null;
	service: string;
	environment: string;
	operationName: string;
	kind: SpanKind;
	/** Decimal int64, nanoseconds. */
	durationNs: string;
	status: SpanStatus;
	statusMessage: string | null;
	requestId: string | null;
	/** JSON text. */
	attributes: string;
	/** JSON text: `[{time, name, attributes}]`, or null where there are none. */
	events: string | null;
	/** JSON text: `[{traceId, spanId, attributes}]`, or null where there are none. */
	links: string | null;
	/** Template of the span's error; null where the span did not fail. */
	templateId: string | null;
	resourceId: string;
	scopeId: string;
}
