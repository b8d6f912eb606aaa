import type { Attributes } from "../otlp/attributes.ts";
import { take, textOf, valueAt } from "./take.ts";

/** Where a record comes from; null where it does not say. */
export interface PinoSource {
	service: string | null;
	environment: string | null;
	hostname: string | null;
	pid: number | null;
	/** Of `pino({ name })`. */
	loggerName: string | null;
}

/** Takes out of a record's fields what they say about its source; only what they say is in the answer. */
export function pinoSource(fields: Attributes): Partial<PinoSource> {
	const found: PinoSource = {
		service: take(fields, SERVICE, textOf) ?? textOf(valueAt(fields, "service", "name")),
		environment: take(fields, ENVIRONMENT, textOf) ?? textOf(valueAt(fields, "service", "environment")),
		hostname: take(fields, HOSTNAME, textOf),
		pid: take(fields, PID, (value) => (typeof value === "number" ? value : null)),
		loggerName: take(fields, ["name"], textOf),
	};
	return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
}

/** OpenTelemetry's names first, then what people write. */
const SERVICE = ["service.name", "serviceName", "service"];
const ENVIRONMENT = [
	"deployment.environment.name",
	"deployment.environment",
	"service.environment",
	"environment",
	"env",
];
const HOSTNAME = ["hostname", "host.name", "host.hostname"];
const PID = ["pid", "process.pid"];
