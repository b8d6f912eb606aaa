import { prometheusLimits, textLimits } from "../limits.ts";
import { Attributes } from "../otlp/attributes.ts";
import { canonicalJson } from "../otlp/valueToJson.ts";
import type { Label } from "./tables/common.ts";

/** The labels of a series: what identifies it. */
export interface SeriesLabels {
	metricName: string;
	/** By name, `__name__` included. */
	values: Map<string, string>;
	/** JSON text of the labels that the metric's name does not say already. */
	json: string;
}

/** Checks a series' labels; a sentence where they identify none. */
export function seriesLabels(labels: Label[]): SeriesLabels | string {
	if (labels.length > prometheusLimits.labels) {
		return `a series has ${labels.length} labels, more than ${prometheusLimits.labels}`;
	}
	const values = new Map<string, string>();
	let textLength = 0;
	for (const { name, value } of labels) {
		if (name === "") return "a label has no name";
		if (values.has(name)) return `a series has the label ${shown(name)} twice`;
		textLength += name.length + value.length;
		// In Prometheus's data model an empty label is one that is not there.
		if (value !== "") values.set(name, value);
	}
	if (textLength > prometheusLimits.labelsText) {
		return `the labels of a series are ${textLength} characters long, more than ${prometheusLimits.labelsText}`;
	}
	const metricName = values.get(NAME);
	if (metricName === undefined) return `a series has no label ${NAME}`;
	return { metricName, values, json: jsonOf(values, metricName) };
}

const NAME = "__name__";

/** The name has a column; where it is too long for it, it is here in full. */
function jsonOf(values: Map<string, string>, metricName: string): string {
	const labels = [...values].filter(([name]) => name !== NAME || metricName.length > textLimits.metricName);
	return canonicalJson(labelAttributes(labels));
}

export function labelAttributes(labels: [string, string][]): Attributes {
	const attributes = new Attributes();
	for (const [name, value] of labels) attributes.add(name, value);
	return attributes;
}

function shown(name: string): string {
	return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}
