/** What says of what a series is. */
export interface SeriesSource {
	service: string;
	name: string;
	labels: Record<string, unknown>;
}

/**
 * A function that tells whose a series is: its service's, unless that is a collector which measures many: then the
 * value of the label that names them, or what stands before the metric's own name. `known` are services' names.
 */
export function entityOf(all: SeriesSource[], known: ReadonlySet<string>): (series: SeriesSource) => Entity {
	const bySource = Map.groupBy(all, ({ service }) => service);
	const label = new Map<string, string>();
	const prefixed = new Map<string, Set<string>>();
	for (const [service, series] of bySource) {
		const found = LABELS.find((name) => namesUnder(name, series).size > 2);
		if (found) label.set(service, found);
		else
			prefixed.set(
				service,
				prefixesOf(
					series.map(({ name }) => name),
					known,
				),
			);
	}
	return (series) => {
		const { service, name, labels } = series;
		const value = labels[label.get(service) ?? ""];
		if (typeof value === "string" && value !== "") return { service: withoutReplica(value), name };
		const prefix = [...(prefixed.get(service) ?? [])].find(
			(one) => name.startsWith(one) && SEPARATOR.test(name[one.length] ?? ""),
		);
		return prefix ? { service: prefix, name: name.slice(prefix.length + 1) } : { service, name };
	};
}

export interface Entity {
	service: string;
	/** The metric's name, without the entity's. */
	name: string;
}

/** Labels by which collectors name what they measure, the most telling first. */
const LABELS = [
	"service",
	"service.name",
	"service_name",
	"app",
	"microservice",
	"destination_service_name",
	"destination_service",
	"destination_workload",
	"workload",
	"deployment",
	"k8s.deployment.name",
	"container",
	"container_name",
	"container.name",
	"k8s.container.name",
	"pod",
	"pod_name",
	"k8s.pod.name",
	"job",
];

/** What a label names, replicas of one thing as one; undefined is where it is missing. */
function namesUnder(label: string, series: SeriesSource[]): Set<string | undefined> {
	const values = series.map(({ labels }) => labels[label]);
	return new Set(values.map((value) => (typeof value === "string" ? withoutReplica(value) : undefined)));
}

const SEPARATOR = /[._/-]/;

/** A pod's name without what tells it from its replicas: `cart-6d4cf56db6-x8v2k` is of `cart`. */
function withoutReplica(name: string): string {
	return name.replace(/-[a-f\d]{6,10}-[a-z\d]{5}$/, "").replace(/-\d+$/, "");
}

/** Names before a separator that several metrics share, where the rest of each stands behind others too. */
function prefixesOf(names: string[], known: ReadonlySet<string>): Set<string> {
	const distinct = [...new Set(names)];
	const byService = [...known].filter((service) => distinct.some((name) => startsWith(name, service)));
	if (byService.length >= LEAST_PREFIXES) return new Set(byService.sort((a, b) => b.length - a.length));
	const bySuffix = Map.groupBy(distinct.flatMap(splits), ({ suffix }) => suffix);
	const shared = [...bySuffix.values()].filter((parts) => parts.length >= LEAST_PREFIXES).flat();
	const byPrefix = Map.groupBy(shared, ({ prefix }) => prefix);
	return new Set([...byPrefix].filter(([, parts]) => parts.length >= 2).map(([prefix]) => prefix));
}

/** Fewer are a metric's own namespaces rather than services. */
const LEAST_PREFIXES = 4;

function startsWith(name: string, prefix: string): boolean {
	return name.startsWith(prefix) && SEPARATOR.test(name[prefix.length] ?? "");
}

/** The name cut at its first underscore or slash, which stand between an exporter's names. */
function splits(name: string): { prefix: string; suffix: string }[] {
	const at = name.search(/[_/]/);
	return at > 0 ? [{ prefix: name.slice(0, at), suffix: name.slice(at + 1) }] : [];
}
