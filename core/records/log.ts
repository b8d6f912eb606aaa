/** From the least to the most severe. */
export const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type Level = (typeof LEVELS)[number];

/** One row of `application_logs`. Times are ISO 8601 in UTC with microseconds; ids of content are decimal int64 strings. */
export interface LogRecord {
	timestamp: string;
	observedTimestamp: string | null;
	service: string;
	environment: string;
	hostname: string | null;
	requestId: string | null;
	userId: string | null;
	level: Level;
	severityNumber: number | null;
	/** The sender's own word for the level, where it is not the level's name. */
	severityText: string | null;
	message: string;
	loggerName: string | null;
	eventName: string | null;
	/** JSON text: every attribute of the record, those with columns of their own included. */
	context: string;
	errorType: string | null;
	errorMessage: string | null;
	errorStack: string | null;
	/** JSON text: errors reported by a browser. */
	clientErrors: string | null;
	traceId: string | null;
	spanId: string | null;
	templateId: string;
	resourceId: string;
	scopeId: string;
}
