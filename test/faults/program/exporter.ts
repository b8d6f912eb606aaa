import { ROOT_CONTEXT } from "@opentelemetry/api";
import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

// A program that logs and traces through OpenTelemetry's SDK, with its own batches and retries: where it sends to is in
// OTEL_EXPORTER_OTLP_*. It tells the process that started it what it made, and what its exporters say was taken.

export type FromExporter = { what: "sent" | "acknowledged"; signal: "logs" | "traces"; ids: string[] };
export type ToExporter = { round: number } | { finish: true };

const tell = (message: FromExporter) => process.send?.(message);

type Export<Item> = (items: Item[], done: (result: ExportResult) => void) => void;

/** Has an exporter tell which of its items were taken. */
function telling<Item>(
	signal: FromExporter["signal"],
	exporter: { export: Export<Item> },
	idOf: (item: Item) => string,
): void {
	const send = exporter.export.bind(exporter);
	exporter.export = (items, done) =>
		send(items, (result) => {
			if (result.code === ExportResultCode.SUCCESS) tell({ what: "acknowledged", signal, ids: items.map(idOf) });
			done(result);
		});
}

const logExporter = new OTLPLogExporter();
telling("logs", logExporter, (record) => String(record.body));
const spanExporter = new OTLPTraceExporter();
telling("traces", spanExporter, (span) => span.name);

const resource = resourceFromAttributes({ "service.name": process.env.OTEL_SERVICE_NAME });
const batches = { scheduledDelayMillis: 100, maxExportBatchSize: 64 };
const loggers = new LoggerProvider({
	resource,
	processors: [new BatchLogRecordProcessor({ exporter: logExporter, ...batches })],
});
const tracers = new TracerProvider({
	resource,
	spanProcessors: [new BatchSpanProcessor({ exporter: spanExporter, ...batches })],
});
const logger = loggers.getLogger("faults");
const tracer = tracers.getTracer("faults");

let round = 0;
let made = 0;
const work = setInterval(() => {
	const id = `${round}.sdk.${made++}`;
	tell({ what: "sent", signal: "logs", ids: [id] });
	logger.emit({ body: id });
	tell({ what: "sent", signal: "traces", ids: [id] });
	tracer.startSpan(id, {}, ROOT_CONTEXT).end();
}, 20);

process.on("message", async (message: ToExporter) => {
	if ("round" in message) {
		round = message.round;
		return;
	}
	clearInterval(work);
	// One that has too much left to export rejects: what it drops is not acknowledged.
	await Promise.allSettled([loggers.shutdown(), tracers.shutdown()]);
	process.disconnect();
});

process.on("disconnect", () => process.exit());
