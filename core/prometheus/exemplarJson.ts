import { valueToJson } from "../otlp/valueToJson.ts";
import { labelsToJson } from "./seriesLabels.ts";
import type { Label } from "./tables/common.ts";
import type { Exemplar } from "./tables/v1.ts";

/** An exemplar as JSON text of the form that OTLP's have: `{time, value, traceId, spanId, attributes}`. */
export function exemplarJson({ labels, value }: Exemplar, timestamp: string): string {
	return (
		`{"time":"${timestamp}","value":${valueToJson(value)},"traceId":"${idOf(labels, TRACE_ID)}",` +
		`"spanId":"${idOf(labels, SPAN_ID)}",` +
		`"attributes":${labelsToJson(labels.map((label) => [label.name, label.value]))}}`
	);
}

const TRACE_ID = { name: "trace_id", form: /^[0-9a-f]{32}$/i };
const SPAN_ID = { name: "span_id", form: /^[0-9a-f]{16}$/i };

function idOf(labels: Label[], { name, form }: { name: string; form: RegExp }): string {
	const value = labels.find((label) => label.name === name)?.value ?? "";
	return form.test(value) ? value.toLowerCase() : "";
}
