// opentelemetry-proto 1.x: trace/v1/trace.proto.
import { Attributes } from "../attributes.ts";
import { many, message, one } from "../messageTable.ts";
import { enumeration, fixed32, fixed64, id, text, uint32 } from "../scalars.ts";
import { type InstrumentationScope, instrumentationScope, type Resource, resource } from "./common.ts";

export interface SpanEvent {
	timeUnixNano: bigint;
	name: string;
	attributes: Attributes;
	droppedAttributesCount: number;
}

export interface SpanLink {
	traceId: string;
	spanId: string;
	traceState: string;
	attributes: Attributes;
	droppedAttributesCount: number;
	flags: number;
}

export interface StatusMessage {
	message: string;
	code: number;
}

export interface SpanMessage {
	traceId: string;
	spanId: string;
	traceState: string;
	parentSpanId: string;
	flags: number;
	name: string;
	kind: number;
	startTimeUnixNano: bigint;
	endTimeUnixNano: bigint;
	attributes: Attributes;
	droppedAttributesCount: number;
	events: SpanEvent[];
	droppedEventsCount: number;
	links: SpanLink[];
	droppedLinksCount: number;
	status: StatusMessage | null;
}

export interface ScopeSpans {
	scope: InstrumentationScope | null;
	spans: SpanMessage[];
	schemaUrl: string;
}

export interface ResourceSpans {
	resource: Resource | null;
	scopeSpans: ScopeSpans[];
	schemaUrl: string;
}

export interface TracesRequest {
	resourceSpans: ResourceSpans[];
}

const spanKind = enumeration({
	SPAN_KIND_UNSPECIFIED: 0,
	SPAN_KIND_INTERNAL: 1,
	SPAN_KIND_SERVER: 2,
	SPAN_KIND_CLIENT: 3,
	SPAN_KIND_PRODUCER: 4,
	SPAN_KIND_CONSUMER: 5,
});

const statusCode = enumeration({ STATUS_CODE_UNSET: 0, STATUS_CODE_OK: 1, STATUS_CODE_ERROR: 2 });

const spanEvent = message<SpanEvent>(
	"Event",
	() => ({ timeUnixNano: 0n, name: "", attributes: new Attributes(), droppedAttributesCount: 0 }),
	{
		timeUnixNano: one(1, fixed64),
		name: one(2, text),
		attributes: one(3, "attributes"),
		droppedAttributesCount: one(4, uint32),
	},
);

const spanLink = message<SpanLink>(
	"Link",
	() => ({
		traceId: "",
		spanId: "",
		traceState: "",
		attributes: new Attributes(),
		droppedAttributesCount: 0,
		flags: 0,
	}),
	{
		traceId: one(1, id),
		spanId: one(2, id),
		traceState: one(3, text),
		attributes: one(4, "attributes"),
		droppedAttributesCount: one(5, uint32),
		flags: one(6, fixed32),
	},
);

const status = message<StatusMessage>("Status", () => ({ message: "", code: 0 }), {
	message: one(2, text),
	code: one(3, statusCode),
});

const span = message<SpanMessage>(
	"Span",
	() => ({
		traceId: "",
		spanId: "",
		traceState: "",
		parentSpanId: "",
		flags: 0,
		name: "",
		kind: 0,
		startTimeUnixNano: 0n,
		endTimeUnixNano: 0n,
		attributes: new Attributes(),
		droppedAttributesCount: 0,
		events: [],
		droppedEventsCount: 0,
		links: [],
		droppedLinksCount: 0,
		status: null,
	}),
	{
		traceId: one(1, id),
		spanId: one(2, id),
		traceState: one(3, text),
		parentSpanId: one(4, id),
		name: one(5, text),
		kind: one(6, spanKind),
		startTimeUnixNano: one(7, fixed64),
		endTimeUnixNano: one(8, fixed64),
		attributes: one(9, "attributes"),
		droppedAttributesCount: one(10, uint32),
		events: many(11, spanEvent),
		droppedEventsCount: one(12, uint32),
		links: many(13, spanLink),
		droppedLinksCount: one(14, uint32),
		status: one(15, status),
		flags: one(16, fixed32),
	},
);

const scopeSpans = message<ScopeSpans>("ScopeSpans", () => ({ scope: null, spans: [], schemaUrl: "" }), {
	scope: one(1, instrumentationScope),
	spans: many(2, span),
	schemaUrl: one(3, text),
});

const resourceSpans = message<ResourceSpans>(
	"ResourceSpans",
	() => ({ resource: null, scopeSpans: [], schemaUrl: "" }),
	{
		resource: one(1, resource),
		scopeSpans: many(2, scopeSpans),
		schemaUrl: one(3, text),
	},
);

export const tracesRequest = message<TracesRequest>("ExportTraceServiceRequest", () => ({ resourceSpans: [] }), {
	resourceSpans: many(1, resourceSpans),
});
