import { JsonMetricsSerializer, ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AggregationTemporality, AggregationType, MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import type { OtlpSample } from "./otlpSample.ts";

class OnDemandReader extends MetricReader {
	protected override async onForceFlush(): Promise<void> {}
	protected override async onShutdown(): Promise<void> {}
}

/** Every kind of instrument of OpenTelemetry's own SDK, collected once. */
export async function metricsSample(temporality = AggregationTemporality.CUMULATIVE): Promise<OtlpSample> {
	const reader = new OnDemandReader({ aggregationTemporalitySelector: () => temporality });
	const provider = new MeterProvider({
		resource: resourceFromAttributes({ "service.name": "checkout" }),
		readers: [reader],
		views: [
			{ instrumentName: "latency.exp", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
			{
				instrumentName: "latency",
				aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [1, 10, 100] } },
			},
		],
	});
	const meter = provider.getMeter("shop", "3.0.0");
	const orders = meter.createCounter("orders", { unit: "{order}", description: "Orders taken" });
	orders.add(2, { region: "eu", paid: true });
	orders.add(3, { region: "us", paid: true });
	meter.createUpDownCounter("in.flight").add(-4);
	meter.createGauge("temperature", { unit: "Cel" }).record(20.5);
	const latency = meter.createHistogram("latency", { unit: "ms" });
	for (const value of [0.5, 5, 50, 500]) latency.record(value, { route: "/" });
	const exponential = meter.createHistogram("latency.exp");
	for (const value of [0, 1, 2, 1024]) exponential.record(value);
	const { resourceMetrics } = await reader.collect();
	await provider.shutdown();
	return {
		protobuf: ProtobufMetricsSerializer.serializeRequest(resourceMetrics) ?? new Uint8Array(),
		json: JsonMetricsSerializer.serializeRequest(resourceMetrics) ?? new Uint8Array(),
	};
}
