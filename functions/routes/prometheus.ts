import { type Context, Hono } from "hono";
import { OtlpDecodeError } from "../../core/otlp/decode.ts";
import { decodeV1, decodeV2 } from "../../core/prometheus/decodeRemoteWrite.ts";
import type { RemoteWrite } from "../../core/prometheus/remoteWrite.ts";
import { type RemoteWriteRows, remoteWriteRows } from "../../core/prometheus/remoteWriteRows.ts";
import { attachExemplars } from "../../schema/write/attachExemplars.ts";
import { describeSeries } from "../../schema/write/describeSeries.ts";
import { authorize } from "../authorize.ts";
import { HttpError } from "../httpError.ts";
import { ingest } from "../ingest.ts";
import { readSnappy } from "../readSnappy.ts";
import type { AppTypes } from "../services.ts";

/**
 * Prometheus remote write, 1.0 and 2.0: https://prometheus.io/docs/specs/prw/remote_write_spec/ and
 * https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/
 */
export const prometheusRoutes = new Hono<AppTypes>();

prometheusRoutes.post("/v1/prometheus/write", authorize("ingest"), async (c) => {
	const { db, limits } = c.env.services;
	const message = messageOf(c);
	const body = await readSnappy(c, limits);
	const rows = await ingest(c, {
		signal: "prometheus",
		body,
		source: message.name,
		decode: (receivedAt) => decode(() => remoteWriteRows(message.decode(body), { receivedAt })),
	});
	// Both change nothing the second time: where a request got no further than its points, its retry does them.
	await describeSeries(db, rows.metadata);
	const attached = await attachExemplars(db, rows.exemplars);
	const headers = message.counted ? writtenHeaders(rows, attached) : {};
	const { count, reason } = rows.batch.rejected;
	if (count === 0) return c.body(null, 204, headers);
	const points = rows.batch.points.length;
	throw new HttpError(400, "partial_write", `${count} items were refused, ${points} points were written: ${reason}.`, {
		headers,
	});
});

interface Message {
	name: string;
	decode: (body: Uint8Array) => RemoteWrite;
	/** Whether its senders are told what was written. To those of 1.0 a count means that the rest was not. */
	counted: boolean;
}

const V1: Message = { name: "prometheus.WriteRequest", decode: decodeV1, counted: false };
const V2: Message = { name: "io.prometheus.write.v2.Request", decode: decodeV2, counted: true };

/** The message that a request says it holds; without a word, that of 1.0. */
function messageOf(c: Context): Message {
	const type = c.req.header("content-type") ?? "";
	const [media, ...parameters] = type.split(";").map((part) => part.trim());
	const proto = parameters
		.map((parameter) => /^proto\s*=\s*"?([^"]*)"?$/i.exec(parameter)?.[1])
		.find((name) => name !== undefined);
	const message = [V1, V2].find(({ name }) => name === (proto ?? V1.name));
	if (media?.toLowerCase() === MEDIA_TYPE && message) return message;
	throw new HttpError(
		415,
		"unsupported_media_type",
		`Content-Type "${type}" is not remote write. Send ${MEDIA_TYPE}, with proto=${V2.name} or proto=${V1.name}.`,
		{ headers: { "accept-post": [V2, V1].map(({ name }) => `${MEDIA_TYPE};proto=${name}`).join(", ") } },
	);
}

const MEDIA_TYPE = "application/x-protobuf";

function decode(work: () => RemoteWriteRows): RemoteWriteRows {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof OtlpDecodeError)) throw error;
		throw new HttpError(400, "invalid_remote_write", error.message, { cause: error });
	}
}

/** An exemplar that came before any point of its series is the one thing that is dropped without a refusal. */
function writtenHeaders({ samples, histograms }: RemoteWriteRows, exemplars: number): Record<string, string> {
	return {
		"x-prometheus-remote-write-samples-written": String(samples),
		"x-prometheus-remote-write-histograms-written": String(histograms),
		"x-prometheus-remote-write-exemplars-written": String(exemplars),
	};
}
