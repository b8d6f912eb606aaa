import type { AnyValue } from "../otlp/attributes.ts";
import type { LogRecordMessage } from "../otlp/tables/logs.ts";

/**
 * A level of pino: a number (10 trace, 20 debug … 60 fatal, with any between for custom levels) or, by its formatters,
 * a label. Ten of pino's steps are four of OpenTelemetry's. Null where it is neither.
 */
export function pinoLevel(value: AnyValue): Pick<LogRecordMessage, "severityNumber" | "severityText"> | null {
	if (typeof value === "string" && value !== "" && !DIGITS.test(value))
		return { severityNumber: 0, severityText: value };
	const number = typeof value === "string" && value !== "" ? Number(value) : value;
	if (typeof number !== "number") return null;
	const within = Math.min(Math.max(number, TRACE), FATAL);
	return {
		severityNumber: 1 + Math.floor(((within - TRACE) * 4) / 10),
		severityText: number === within && number % 10 === 0 ? "" : String(number),
	};
}

const DIGITS = /^\d{1,3}$/;
const TRACE = 10;
const FATAL = 60;
