import type { Counter, Gauge, Histogram } from "@opentelemetry/api";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AggregationType, MeterProvider, MetricReader, type ScopeMetrics } from "@opentelemetry/sdk-metrics";
import { decodeMetrics } from "../../core/otlp/decode.ts";
import { metricRows } from "../../core/otlp/metricRows.ts";
import { OWN_SERVICE } from "../../core/ownService.ts";
import { repairedTexts } from "../../core/text/repairText.ts";
import { TOKENS_METRIC } from "../../embedding/tokens/recordTokens.ts";
import type { Database } from "../../schema/database.ts";
import { writeTelemetry } from "../../schema/write/writeTelemetry.ts";
import { VERSION } from "../version.ts";

/** What Vagus counts and measures of itself, in this process. */
export interface SelfMetrics {
	/** Seconds; by http.request.method, http.route, http.response.status_code. */
	requests: Histogram;
	/** By reason: the code of the refusal. */
	refusals: Counter;
	/** Rows that were written; by signal. */
	rows: Counter;
	/** Bytes of accepted bodies, inflated; by signal. */
	bytes: Counter;
	/** Records of accepted batches that could not be taken; by signal. */
	rejected: Counter;
	/** What was stored otherwise than it was sent; by reason (a `Change`) and signal. */
	changes: Counter;
	/** Batches that were accepted before; by signal. */
	duplicates: Counter;
	/** Seconds; by stage: queue (until it is its turn), decode, commit, enqueue. */
	stages: Histogram;
	/** Texts that wait for their vector, and those that were given up; by state. */
	embeddings: Gauge;
	/** Of texts that this process had embedded; by service. Written to the database where that is done, on every runtime. */
	tokens: Counter;
	/** 1 where an appliance answered when it was last asked, else 0; by appliance: primary, fallback. */
	appliances: Gauge;
	/** Prometheus' text format. */
	prometheusText(): Promise<string>;
	/** The same as an OTLP export request, in protobuf. */
	otlp(): Promise<Uint8Array>;
}

/** Counters of one process. `instance` tells its series from those of others where they are stored together. */
export function selfMetrics(instance: string = crypto.randomUUID()): SelfMetrics {
	const reader = new CollectedReader();
	const resource = resourceFromAttributes({
		"service.name": OWN_SERVICE,
		"service.version": VERSION,
		"service.instance.id": instance,
	});
	const views = SECONDS.map((instrumentName) => ({
		instrumentName,
		aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: BOUNDARIES } } as const,
	}));
	const meter = new MeterProvider({ resource, readers: [reader], views }).getMeter("vagus", VERSION);
	meter
		.createObservableCounter("vagus.texts.repaired", { description: "Texts that held what PostgreSQL refuses" })
		.addCallback((result) => {
			if (repairedTexts() > 0) result.observe(repairedTexts());
		});
	const serializer = new PrometheusSerializer();
	const seconds = (name: string, description: string) => meter.createHistogram(name, { unit: "s", description });
	return {
		requests: seconds("http.server.request.duration", "Duration of HTTP requests"),
		stages: seconds("vagus.ingest.stage.duration", "Duration of the stages of an accepted request"),
		refusals: meter.createCounter("vagus.refusals", { description: "Requests that were refused" }),
		rows: meter.createCounter("vagus.ingest.rows", { unit: "{row}", description: "Rows that were written" }),
		bytes: meter.createCounter("vagus.ingest.bytes", { unit: "By", description: "Bytes of accepted bodies, inflated" }),
		rejected: meter.createCounter("vagus.ingest.rejected", {
			unit: "{record}",
			description: "Records of accepted batches that could not be taken",
		}),
		changes: meter.createCounter("vagus.ingest.changes", { description: "What was stored otherwise than it was sent" }),
		duplicates: meter.createCounter("vagus.ingest.duplicates", { description: "Batches that were accepted before" }),
		embeddings: meter.createGauge("vagus.embeddings", { description: "Texts by the state of their vector" }),
		tokens: meter.createCounter(TOKENS_METRIC, { unit: "{token}", description: "Tokens that were embedded" }),
		appliances: meter.createGauge("vagus.embedder.answers", {
			description: "Whether an appliance answered when it was last asked",
		}),
		prometheusText: async () => serializer.serialize((await reader.collect()).resourceMetrics),
		otlp: async () => {
			const { resource, scopeMetrics } = (await reader.collect()).resourceMetrics;
			return (
				ProtobufMetricsSerializer.serializeRequest({ resource, scopeMetrics: scopeMetrics.map(unwritten) }) ?? NOTHING
			);
		},
	};
}

/** Writes what was counted so far as samples, straight into the database. */
export async function writeSelfMetrics(db: Database, metrics: SelfMetrics, receivedAt: Date): Promise<void> {
	await writeTelemetry(db, metricRows(decodeMetrics(await metrics.otlp(), "protobuf"), { receivedAt }), null);
}

const SECONDS = ["http.server.request.duration", "vagus.ingest.stage.duration"];

/** OpenTelemetry's recommendation for HTTP durations, with two smaller ones: a batch is decoded in less than 5 ms. */
const BOUNDARIES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Without what is written elsewhere. */
function unwritten({ scope, metrics }: ScopeMetrics): ScopeMetrics {
	return { scope, metrics: metrics.filter(({ descriptor }) => descriptor.name !== TOKENS_METRIC) };
}

const NOTHING = new Uint8Array();

/** Collects when it is asked. */
class CollectedReader extends MetricReader {
	protected override async onForceFlush(): Promise<void> {}
	protected override async onShutdown(): Promise<void> {}
}
