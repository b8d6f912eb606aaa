import { Attributes } from "../otlp/attributes.ts";
import { resourceSource } from "../otlp/sources.ts";
import { unchanged } from "../records/changed.ts";
import type { ResourceRecord } from "../records/resource.ts";

/**
 * Finds the resource that a series' labels name, as OpenTelemetry's compatibility with Prometheus translates them. The
 * many series of a target share one, which is made once.
 */
export function targetResources(): (labels: Map<string, string>) => ResourceRecord {
	const made = new Map<string, ResourceRecord>();
	return (labels) => {
		const values = ATTRIBUTES.map((from) => firstOf(labels, from.labels));
		const key = values.join("\0");
		let resource = made.get(key);
		if (!resource) {
			resource = resourceOf(values);
			made.set(key, resource);
		}
		return resource;
	};
}

/**
 * Resource attributes and the labels that they are read from, the first one that is there. `service_name` is what
 * OpenTelemetry's own translation makes of `service.name`; `service` is what people and Kubernetes' service discovery
 * write; `job` is always there in what Prometheus scrapes.
 */
const ATTRIBUTES: { attribute: string; labels: string[] }[] = [
	{ attribute: "service.name", labels: ["service_name", "service", "job"] },
	{ attribute: "service.instance.id", labels: ["service_instance_id", "instance"] },
	{
		attribute: "deployment.environment.name",
		labels: ["deployment_environment_name", "deployment_environment", "environment", "env"],
	},
	{ attribute: "host.name", labels: ["host_name", "hostname"] },
];

/** A label that is there is not empty. */
function firstOf(labels: Map<string, string>, names: string[]): string {
	for (const name of names) {
		const value = labels.get(name);
		if (value !== undefined) return value;
	}
	return "";
}

function resourceOf(values: string[]): ResourceRecord {
	const attributes = new Attributes();
	for (const [index, { attribute }] of ATTRIBUTES.entries()) {
		const value = values[index];
		if (value) attributes.add(attribute, value);
	}
	return resourceSource({ attributes, droppedAttributesCount: 0 }, "", unchanged()).row;
}
