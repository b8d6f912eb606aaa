import { prometheusVersion } from "./startPrometheus.ts";

export const V1 = "prometheus.WriteRequest";
export const V2 = "io.prometheus.write.v2.Request";

/** Paths of real programs, separated by colons; `infra/prometheus/fetch.sh` prints one. */
export const programs = (process.env.VAGUS_TEST_PROMETHEUS ?? "").split(":").filter((program) => program !== "");

/** Each of them with each message that it can send. */
export const senders = programs.flatMap((program) => {
	const [major, minor] = prometheusVersion(program);
	const messages = major > 2 || minor >= 54 ? [V1, V2] : [V1];
	return messages.map((message) => ({ program, version: `${major}.${minor}`, message }));
});
