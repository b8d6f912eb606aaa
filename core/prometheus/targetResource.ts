import { Attributes } from "../otlp/attributes.ts";
import { resourceSource } from "../otlp/sources.ts";
import type { ResourceRecord } from "../records/resource.ts";

/** The resource that a series' labels name, as OpenTelemetry's compatibility with Prometheus translates them. */
export function targetResource(labels: Map<string, string>): ResourceRecord {
	const attributes = new Attributes();
	for (const [attribute, names] of Object.entries(ATTRIBUTES)) {
		const value = names.map((name) => labels.get(name)).find((text) => text !== undefined);
		if (value !== undefined) attributes.add(attribute, value);
	}
	return resourceSource({ attributes, droppedAttributesCount: 0 }, "").row;
}

/**
 * Resource attributes and the labels that they are read from, the first one that is there. `service_name` is what
 * OpenTelemetry's own translation makes of `service.name`; `service` is what people and Kubernetes' service discovery
 * write; `job` is always there in what Prometheus scrapes.
 */
const ATTRIBUTES: Record<string, string[]> = {
	"service.name": ["service_name", "service", "job"],
	"service.instance.id": ["service_instance_id", "instance"],
	"deployment.environment.name": ["deployment_environment_name", "deployment_environment", "environment", "env"],
	"host.name": ["host_name", "hostname"],
};
