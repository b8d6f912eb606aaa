import { logs, metrics, SeverityNumber, trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";

// A program like any other: the SDK as it comes, all that is Vagus's is in OTEL_EXPORTER_OTLP_*.
const sdk = new NodeSDK({ serviceName: "checkout" });
sdk.start();

const orders = metrics.getMeter("shop").createCounter("shop.orders", { unit: "{order}" });
const payment = metrics.getMeter("shop").createHistogram("shop.payment.duration", { unit: "ms" });

trace.getTracer("shop").startActiveSpan("place order", (span) => {
	span.setAttribute("request.id", "req-4711");
	orders.add(2, { currency: "EUR" });
	payment.record(38);
	logs.getLogger("shop").emit({
		severityNumber: SeverityNumber.ERROR,
		severityText: "ERROR",
		body: "payment provider refused card of order 4711",
		attributes: { "request.id": "req-4711" },
	});
	span.end();
});

await sdk.shutdown();
