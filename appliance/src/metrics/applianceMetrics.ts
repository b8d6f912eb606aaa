import type { Attributes } from "@opentelemetry/api";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { AggregationType, MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import type { Engine } from "../engine/engine.ts";
import type { EmbeddingQueue } from "../queue/embeddingQueue.ts";
import type { QueueEvents } from "../queue/queueEvents.ts";

/** What the appliance counts and measures, in this process. */
export interface ApplianceMetrics {
	/** A request was answered. */
	answered(seconds: number, path: string, status: number): void;
	/** A request was refused; `reason` is the refusal's code. */
	refused(reason: string): void;
	queue: QueueEvents;
	/** Looked at whenever metrics are asked for. */
	watchModel(engine: Engine, queue: EmbeddingQueue): void;
	watchChats(open: () => number): void;
	/** Prometheus' text format. */
	prometheusText(): Promise<string>;
}

export function applianceMetrics(): ApplianceMetrics {
	const reader = new CollectedReader();
	const views = Object.entries(BOUNDARIES).map(([instrumentName, boundaries]) => ({
		instrumentName,
		aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries } } as const,
	}));
	const meter = new MeterProvider({ readers: [reader], views }).getMeter("vagus-appliance");
	const serializer = new PrometheusSerializer();
	const seconds = (name: string, description: string) => meter.createHistogram(name, { unit: "s", description });
	const count = (name: string, description: string) => meter.createCounter(name, { description });
	const gauge = (name: string, description: string, read: () => number, attributes?: Attributes) =>
		meter.createObservableGauge(name, { description }).addCallback((result) => result.observe(read(), attributes));

	const requests = seconds("http.server.request.duration", "Duration of HTTP requests");
	const refusals = count("vagus.appliance.refusals", "Requests that were refused, by reason");
	const texts = count("vagus.appliance.texts", "Texts that were computed");
	const tokens = count("vagus.appliance.tokens", "Tokens that were computed");
	const padded = count("vagus.appliance.padded_tokens", "Tokens that were computed, padding included");
	const shared = count("vagus.appliance.shared_texts", "Texts that were being computed for somebody already");
	const runs = seconds("vagus.appliance.batch.duration", "From a batch's being handed to the engine to its vectors");
	const sizes = meter.createHistogram("vagus.appliance.batch.texts", { description: "Texts of a batch" });
	const waits = seconds("vagus.appliance.queue.duration", "How long a text waited, by priority");

	return {
		answered: (duration, path, status) =>
			requests.record(duration, { "http.route": path, "http.response.status_code": status }),
		refused: (reason) => refusals.add(1, { reason }),
		queue: {
			computed: (batch) => {
				texts.add(batch.texts);
				tokens.add(batch.tokens);
				padded.add(batch.padded);
				sizes.record(batch.texts);
				runs.record(batch.seconds);
			},
			waited: (duration, priority) => waits.record(duration, { priority }),
			shared: (number) => shared.add(number),
		},
		watchModel: (engine, queue) => {
			meter
				.createObservableGauge("vagus.appliance.queue.tokens", { description: "Tokens that wait, by priority" })
				.addCallback((result) => {
					for (const priority of ["interactive", "backlog"] as const)
						result.observe(queue.waiting(priority), { priority });
				});
			meter
				.createObservableCounter("vagus.appliance.engine.restarts", { description: "Restarts of the model's process" })
				.addCallback((result) => result.observe(engine.restarts));
			gauge("vagus.appliance.engine.ready", "1 while the model's process answers", () => Number(engine.ready));
			gauge("vagus.appliance.engine.fallback", "1 where it runs on the CPU though CUDA was asked for", () =>
				Number(engine.info.fallback !== null),
			);
		},
		watchChats: (open) => gauge("vagus.appliance.chats", "Chats that are under way", open),
		prometheusText: async () => serializer.serialize((await reader.collect()).resourceMetrics),
	};
}

/** Upper bounds of histograms' buckets: seconds as OpenTelemetry recommends them for HTTP, and numbers of texts. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60];
const BOUNDARIES = {
	"http.server.request.duration": SECONDS,
	"vagus.appliance.batch.duration": SECONDS,
	"vagus.appliance.queue.duration": SECONDS,
	"vagus.appliance.batch.texts": [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
};

/** Collects when it is asked. */
class CollectedReader extends MetricReader {
	protected override async onForceFlush(): Promise<void> {}
	protected override async onShutdown(): Promise<void> {}
}
