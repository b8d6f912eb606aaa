import { type Context, Hono } from "hono";
import { boundTimes } from "../../core/boundTimes.ts";
import { OtlpDecodeError } from "../../core/otlp/decode.ts";
import { logRows } from "../../core/otlp/logRows.ts";
import { type PinoLogs, pinoLogs } from "../../core/pino/pinoLogs.ts";
import { repairText } from "../../core/text/repairText.ts";
import { authorize } from "../authorize.ts";
import { HttpError } from "../httpError.ts";
import { ingest } from "../ingest.ts";
import { readBody } from "../readBody.ts";
import type { AppTypes } from "../services.ts";

/** Pino's records, one a line. `?service=` and `?environment=` are for those that do not say. */
export const pinoRoutes = new Hono<AppTypes>();

pinoRoutes.post("/v1/logs/pino", authorize("ingest"), async (c) => {
	requireLines(c);
	const body = await readBody(c, c.env.services.limits);
	const defaults = { service: queried(c, "service"), environment: queried(c, "environment") };
	const { batch, lines, unparsed, repaired } = await ingest(c, {
		signal: "pino",
		body,
		source: defaults,
		format: { signal: "pino", defaults },
		decode: (receivedAt) => {
			const { request, ...read } = decode(() => pinoLogs(body, defaults));
			return { batch: boundTimes(logRows(request, { receivedAt }), receivedAt), ...read };
		},
	});
	const { count, reason } = batch.rejected;
	const rejected = reason === null ? {} : { rejected: count, reason };
	return c.json({ accepted: lines - count, unparsed, repaired, ...rejected });
});

const MEDIA_TYPES = [
	"application/x-ndjson",
	"application/ndjson",
	"application/jsonl",
	"application/json",
	"text/plain",
];

function requireLines(c: Context): void {
	const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
	if (MEDIA_TYPES.includes(type)) return;
	throw new HttpError(
		415,
		"unsupported_media_type",
		`Content-Type "${type}" is not lines of JSON. Send application/x-ndjson.`,
		{ headers: { "accept-post": MEDIA_TYPES.join(", ") } },
	);
}

function queried(c: Context, name: string): string | null {
	return repairText(c.req.query(name) ?? "") || null;
}

function decode(work: () => PinoLogs): PinoLogs {
	try {
		return work();
	} catch (error) {
		if (error instanceof OtlpDecodeError) throw new HttpError(413, "body_too_large", `The body has ${error.message}.`);
		throw error;
	}
}
