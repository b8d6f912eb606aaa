// opentelemetry-proto 1.x: metrics/v1/metrics.proto, from the request down to the metric.
import { Attributes } from "../attributes.ts";
import { many, message, one } from "../messageTable.ts";
import { bool, enumeration, text } from "../scalars.ts";
import { type InstrumentationScope, instrumentationScope, type Resource, resource } from "./common.ts";
import {
	type ExponentialHistogramPoint,
	exponentialHistogramPoint,
	type HistogramPoint,
	histogramPoint,
	type NumberPoint,
	numberPoint,
	type SummaryPoint,
	summaryPoint,
} from "./metricPoints.ts";

export interface Gauge {
	dataPoints: NumberPoint[];
}

export interface Sum {
	dataPoints: NumberPoint[];
	aggregationTemporality: number;
	isMonotonic: boolean;
}

export interface Histogram {
	dataPoints: HistogramPoint[];
	aggregationTemporality: number;
}

export interface ExponentialHistogram {
	dataPoints: ExponentialHistogramPoint[];
	aggregationTemporality: number;
}

export interface Summary {
	dataPoints: SummaryPoint[];
}

export interface Metric {
	name: string;
	description: string;
	unit: string;
	gauge: Gauge | null;
	sum: Sum | null;
	histogram: Histogram | null;
	exponentialHistogram: ExponentialHistogram | null;
	summary: Summary | null;
	metadata: Attributes;
}

export interface ScopeMetrics {
	scope: InstrumentationScope | null;
	metrics: Metric[];
	schemaUrl: string;
}

export interface ResourceMetrics {
	resource: Resource | null;
	scopeMetrics: ScopeMetrics[];
	schemaUrl: string;
}

export interface MetricsRequest {
	resourceMetrics: ResourceMetrics[];
}

const aggregationTemporality = enumeration({
	AGGREGATION_TEMPORALITY_UNSPECIFIED: 0,
	AGGREGATION_TEMPORALITY_DELTA: 1,
	AGGREGATION_TEMPORALITY_CUMULATIVE: 2,
});

const gauge = message<Gauge>("Gauge", () => ({ dataPoints: [] }), { dataPoints: many(1, numberPoint) });

const sum = message<Sum>("Sum", () => ({ dataPoints: [], aggregationTemporality: 0, isMonotonic: false }), {
	dataPoints: many(1, numberPoint),
	aggregationTemporality: one(2, aggregationTemporality),
	isMonotonic: one(3, bool),
});

const histogram = message<Histogram>("Histogram", () => ({ dataPoints: [], aggregationTemporality: 0 }), {
	dataPoints: many(1, histogramPoint),
	aggregationTemporality: one(2, aggregationTemporality),
});

const exponentialHistogram = message<ExponentialHistogram>(
	"ExponentialHistogram",
	() => ({ dataPoints: [], aggregationTemporality: 0 }),
	{
		dataPoints: many(1, exponentialHistogramPoint),
		aggregationTemporality: one(2, aggregationTemporality),
	},
);

const summary = message<Summary>("Summary", () => ({ dataPoints: [] }), { dataPoints: many(1, summaryPoint) });

const metric = message<Metric>(
	"Metric",
	() => ({
		name: "",
		description: "",
		unit: "",
		gauge: null,
		sum: null,
		histogram: null,
		exponentialHistogram: null,
		summary: null,
		metadata: new Attributes(),
	}),
	{
		name: one(1, text),
		description: one(2, text),
		unit: one(3, text),
		gauge: one(5, gauge),
		sum: one(7, sum),
		histogram: one(9, histogram),
		exponentialHistogram: one(10, exponentialHistogram),
		summary: one(11, summary),
		metadata: one(12, "attributes"),
	},
);

const scopeMetrics = message<ScopeMetrics>("ScopeMetrics", () => ({ scope: null, metrics: [], schemaUrl: "" }), {
	scope: one(1, instrumentationScope),
	metrics: many(2, metric),
	schemaUrl: one(3, text),
});

const resourceMetrics = message<ResourceMetrics>(
	"ResourceMetrics",
	() => ({ resource: null, scopeMetrics: [], schemaUrl: "" }),
	{
		resource: one(1, resource),
		scopeMetrics: many(2, scopeMetrics),
		schemaUrl: one(3, text),
	},
);

export const metricsRequest = message<MetricsRequest>("ExportMetricsServiceRequest", () => ({ resourceMetrics: [] }), {
	resourceMetrics: many(1, resourceMetrics),
});
