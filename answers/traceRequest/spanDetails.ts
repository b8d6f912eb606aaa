import { z } from "zod";
import { cutText } from "../../core/text/cutText.ts";
import type { Connection } from "../../schema/database.ts";
import type { ReadSpan } from "./readTrace.ts";

export const spanDetails = z.object({
	errorType: z.string().nullable(),
	errorMessage: z.string().nullable(),
	errorStack: z.string().nullable(),
	attributes: z.record(z.string(), z.unknown()),
});
export type SpanDetails = z.infer<typeof spanDetails>;

/** What a span says of itself: its last exception, and its attributes, long texts cut. */
export async function readSpanDetails(db: Connection, { traceId, spanId, timestamp }: ReadSpan): Promise<SpanDetails> {
	const [row] = await db.query<Row>(DETAILS, [traceId, spanId, timestamp], "span_details");
	const exception = row?.events?.findLast(({ name }) => name === "exception")?.attributes ?? {};
	const text = (name: string) => {
		const value = exception[name];
		return typeof value === "string" ? cutText(value, MOST_TEXT) : null;
	};
	return {
		errorType: text("exception.type"),
		errorMessage: text("exception.message"),
		errorStack: text("exception.stacktrace"),
		attributes: shortened(row?.attributes ?? {}),
	};
}

interface Row {
	attributes: Record<string, unknown> | null;
	events: { name: string; attributes?: Record<string, unknown> }[] | null;
}

const MOST_TEXT = 4_000;
const MOST_ATTRIBUTES = 50;
const MOST_VALUE = 500;

function shortened(attributes: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(attributes)
			.slice(0, MOST_ATTRIBUTES)
			.map(([name, value]) => [name, isShort(value) ? value : cutText(asText(value), MOST_VALUE)]),
	);
}

function isShort(value: unknown): boolean {
	return asText(value).length <= MOST_VALUE;
}

function asText(value: unknown): string {
	return typeof value === "string" ? value : JSON.stringify(value);
}

const DETAILS = `
	SELECT attributes, events FROM trace_spans WHERE trace_id = $1 AND span_id = $2 AND timestamp = $3::timestamptz`;
