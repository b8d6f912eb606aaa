import { keptJson } from "../otlp/keptJson.ts";
import { valueToJson } from "../otlp/valueToJson.ts";
import type { Changed } from "../records/changed.ts";
import { labelAttributes } from "./seriesLabels.ts";
import type { Label } from "./tables/common.ts";
import type { Exemplar } from "./tables/v1.ts";

/** An exemplar as JSON text of the form that OTLP's have: `{time, value, traceId, spanId, attributes}`. */
export function exemplarJson({ labels, value }: Exemplar, timestamp: string, changed: Changed): string {
	const attributes = labelAttributes(labels.map((label) => [label.name, label.value]));
	return (
		`{"time":"${timestamp}","value":${valueToJson(value)},"traceId":"${idOf(labels, TRACE_ID)}",` +
		`"spanId":"${idOf(labels, SPAN_ID)}",` +
		`"attributes":${keptJson(attributes, 0, changed).kept}}`
	);
}

const TRACE_ID = { name: "trace_id", form: /^[0-9a-f]{32}$/i };
const SPAN_ID = { name: "span_id", form: /^[0-9a-f]{16}$/i };

function idOf(labels: Label[], { name, form }: { name: string; form: RegExp }): string {
	const value = labels.find((label) => label.name === name)?.value ?? "";
	return form.test(value) ? value.toLowerCase() : "";
}
