import type { LogRecord } from "../../core/records/log.ts";
import { id, insertFromArrays, integer, json, text, time } from "./unnest.ts";

export const insertLogs = insertFromArrays<LogRecord>("application_logs", [
	time("timestamp", (log) => log.timestamp),
	time("observed_timestamp", (log) => log.observedTimestamp),
	text("service", (log) => log.service),
	text("environment", (log) => log.environment),
	text("hostname", (log) => log.hostname),
	text("request_id", (log) => log.requestId),
	text("user_id", (log) => log.userId),
	text("level", (log) => log.level),
	integer("severity_number", (log) => log.severityNumber),
	text("severity_text", (log) => log.severityText),
	text("message", (log) => log.message),
	text("logger_name", (log) => log.loggerName),
	text("event_name", (log) => log.eventName),
	json("context", (log) => log.context),
	text("error_type", (log) => log.errorType),
	text("error_message", (log) => log.errorMessage),
	text("error_stack", (log) => log.errorStack),
	json("client_errors", (log) => log.clientErrors),
	text("trace_id", (log) => log.traceId),
	text("span_id", (log) => log.spanId),
	id("template_id", (log) => log.templateId),
	id("resource_id", (log) => log.resourceId),
	id("scope_id", (log) => log.scopeId),
]);
