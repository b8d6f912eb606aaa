import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

export interface ScrapeTarget {
	/** host:port */
	address: string;
	/** Goes away: nothing listens any more. */
	close(): Promise<void>;
}

/** What each path answers, by how often it was scraped before. */
const PATHS: Record<string, { type: string; body: (scrapes: number) => string | Uint8Array }> = {
	"/text": { type: "text/plain; version=0.0.4", body: textExposition },
	"/openmetrics": { type: "application/openmetrics-text; version=1.0.0", body: openMetricsExposition },
	"/protobuf": {
		type: "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
		body: protobufExposition,
	},
};

/** A program that Prometheus can scrape, in each exposition format; its values move with each scrape. */
export async function scrapeTarget(): Promise<ScrapeTarget> {
	const scrapes = new Map<string, number>();
	const server = createServer((request, response) => {
		const path = request.url ?? "";
		const known = PATHS[path];
		if (!known) {
			response.writeHead(404).end();
			return;
		}
		const before = scrapes.get(path) ?? 0;
		scrapes.set(path, before + 1);
		response.writeHead(200, { "content-type": known.type }).end(known.body(before));
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			const closed = once(server, "close");
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

function textExposition(scrapes: number): string {
	return `# HELP shop_orders_total Orders, by way of payment.
# TYPE shop_orders_total counter
shop_orders_total{payment="card"} ${10 + scrapes}
shop_orders_total{payment="a \\"quoted\\" ü"} ${2 * scrapes}
# HELP shop_queue_length Orders that wait.
# TYPE shop_queue_length gauge
shop_queue_length ${[3, "NaN", "+Inf", "-Inf", -0.25][scrapes % 5]}
# HELP shop_latency_seconds How long an order takes.
# TYPE shop_latency_seconds histogram
shop_latency_seconds_bucket{le="0.1"} ${scrapes}
shop_latency_seconds_bucket{le="1"} ${2 * scrapes}
shop_latency_seconds_bucket{le="+Inf"} ${3 * scrapes}
shop_latency_seconds_sum ${1.5 * scrapes}
shop_latency_seconds_count ${3 * scrapes}
# HELP shop_size_bytes How large an order is.
# TYPE shop_size_bytes summary
shop_size_bytes{quantile="0.5"} ${100 + scrapes}
shop_size_bytes{quantile="0.99"} NaN
shop_size_bytes_sum ${1000 * scrapes}
shop_size_bytes_count ${scrapes}
shop_untold ${scrapes}
`;
}

/** With an exemplar whose time is its scrape's, and one whose time is its own. */
function openMetricsExposition(scrapes: number): string {
	return `# HELP shop_visits Visits.
# TYPE shop_visits counter
shop_visits_total ${scrapes + 1} # {trace_id="${traceId(scrapes)}"} 1
# HELP shop_pause_seconds Pauses.
# TYPE shop_pause_seconds histogram
# UNIT shop_pause_seconds seconds
shop_pause_seconds_bucket{le="1.0"} ${scrapes + 1} # {trace_id="${traceId(scrapes)}",user="u-1"} 0.5 ${Date.now() / 1000 - 0.01}
shop_pause_seconds_bucket{le="+Inf"} ${scrapes + 1}
shop_pause_seconds_sum ${scrapes + 1}
shop_pause_seconds_count ${scrapes + 1}
# EOF
`;
}

function traceId(scrapes: number): string {
	return (scrapes + 1).toString(16).padStart(32, "0");
}

/** A native histogram, which only this format can say: https://github.com/prometheus/client_model */
function protobufExposition(scrapes: number): Uint8Array {
	const COUNT = 10 + scrapes;
	const family = new BinaryWriter();
	family.tag(1, WireType.LengthDelimited).string("shop_wait_seconds");
	family.tag(2, WireType.LengthDelimited).string("How long people wait.");
	family.tag(3, WireType.Varint).int32(4);
	nest(family, 4, () => {
		nest(family, 7, () => {
			family
				.tag(1, WireType.Varint)
				.uint64(COUNT)
				.tag(2, WireType.Bit64)
				.double(7.5 + scrapes);
			family.tag(5, WireType.Varint).sint32(1).tag(6, WireType.Bit64).double(0.001).tag(7, WireType.Varint).uint64(2);
			writeSpan(family, 9, 1, 1);
			family.tag(10, WireType.Varint).sint64(3);
			writeSpan(family, 12, -2, 2);
			writeSpan(family, 12, 3, 1);
			for (const delta of [1, 1, scrapes]) family.tag(13, WireType.Varint).sint64(delta);
		});
	});
	const message = family.finish();
	const delimited = new BinaryWriter();
	return delimited.bytes(message).finish();
}

function nest(writer: BinaryWriter, field: number, write: () => void): void {
	writer.tag(field, WireType.LengthDelimited).fork();
	write();
	writer.join();
}

function writeSpan(writer: BinaryWriter, field: number, offset: number, length: number): void {
	nest(writer, field, () => {
		writer.tag(1, WireType.Varint).sint32(offset).tag(2, WireType.Varint).uint32(length);
	});
}
