import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { type OtlpSample, SAMPLE_SECOND } from "./otlpSample.ts";

/** What a program traces through OpenTelemetry's own SDK, as its exporters would send it. */
export function tracesSample(record: (tracer: Tracer) => void): OtlpSample {
	const spans: ReadableSpan[] = [];
	const provider = new TracerProvider({
		resource: resourceFromAttributes({ "service.name": "checkout", "deployment.environment": "staging" }),
		spanProcessors: [
			{
				onStart: () => {},
				onEnd: (span) => void spans.push(span),
				forceFlush: async () => {},
				shutdown: async () => {},
			},
		],
	});
	record(provider.getTracer("http", "2.0.0"));
	return {
		protobuf: ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array(),
		json: JsonTraceSerializer.serializeRequest(spans) ?? new Uint8Array(),
	};
}

/** A parent that fails with an exception, and its child. The child ends first. */
export function parentAndChild(tracer: Tracer): void {
	const parent = tracer.startSpan("GET /orders/{id}", {
		kind: SpanKind.SERVER,
		startTime: [SAMPLE_SECOND, 1_500],
		attributes: { "http.response.status_code": 500, "request.id": "req-1", ratio: 0.5, tags: ["a", "b"] },
	});
	const child = tracer.startSpan(
		"SELECT orders",
		{
			kind: SpanKind.CLIENT,
			startTime: [SAMPLE_SECOND, 2_000],
			links: [
				{
					context: { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 },
					attributes: { why: "batch" },
				},
			],
		},
		trace.setSpan(ROOT_CONTEXT, parent),
	);
	child.end([SAMPLE_SECOND, 1_002_001]);
	parent.addEvent("retry", { attempt: 2 }, [SAMPLE_SECOND, 3_000_000]);
	parent.recordException(new TypeError("id 4711 is not a number"), [SAMPLE_SECOND, 4_000_000]);
	parent.setStatus({ code: SpanStatusCode.ERROR });
	parent.end([SAMPLE_SECOND, 5_000_000]);
}
