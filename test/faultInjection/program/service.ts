import { createRequire } from "node:module";
import { logs, metrics, SeverityNumber } from "@opentelemetry/api";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { type FromProgram, type Ports, ROLES, type Role, type ServiceFault, type ToService } from "../support/roles.ts";
import { type DatabasePool, databasePool } from "./databasePool.ts";
import { reportProcess } from "./reportProcess.ts";

// A service like any other: the SDK with the instrumentations for what it uses; its name and whereto are in OTEL_*.
const sdk = new NodeSDK({ instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] });
sdk.start();
const http: typeof import("node:http") = createRequire(import.meta.url)("node:http");

const role = process.env.ROLE as Role;
const { calls, database } = ROLES[role];
const log = logs.getLogger(role);
const faults = new Set<ServiceFault>();
const kept: Buffer[] = [];
let ports: Ports = {};
let pool: DatabasePool | null = null;
reportProcess();
const handled = metrics.getMeter(role).createCounter("requests.handled");

const server = http.createServer(async (request, response) => {
	try {
		const text = await handle(request.url ?? "/");
		if (text === null) return;
		handled.add(1);
		response.end(text);
	} catch (error) {
		const { name, message, stack } = error as Error;
		log.emit({
			severityNumber: SeverityNumber.ERROR,
			body: `${request.method} ${request.url} failed: ${message}`,
			attributes: { "exception.type": name, "exception.message": message, "exception.stacktrace": stack ?? "" },
		});
		response.statusCode = 500;
		response.end(message);
	}
});

/** The answer to a request; null where there is to be none. */
async function handle(path: string): Promise<string | null> {
	await pause(2 + Math.random() * 3);
	if (faults.has("dropped") && Math.random() < 0.6) return null;
	if (faults.has("latency")) await pause(150 + Math.random() * 200);
	if (faults.has("leak")) kept.push(Buffer.alloc(4_000_000, 1));
	if (faults.has("error") && Math.random() < 0.6)
		throw new TypeError("Cannot read properties of undefined (reading 'total')");
	if (pool) await pool.query(`SELECT ${role}`);
	for (const callee of calls) {
		// The shop's pages need no orders, and orders no catalog.
		if (role === "gateway" && !path.startsWith(`/${callee}`)) continue;
		await call(callee);
	}
	usualNoise();
	return `${role} ok`;
}

async function call(callee: Role): Promise<void> {
	// Nobody waits for mail to be sent, or minds where it is not.
	const patient = callee !== "mailer";
	const asked = fetch(`http://127.0.0.1:${ports[callee]}/${callee}`, { signal: AbortSignal.timeout(1000) }).then(
		async (response) => {
			const text = await response.text();
			if (!response.ok) throw new Error(`${callee} answered ${response.status}: ${text}`);
		},
	);
	if (patient) return asked;
	asked.catch((error: Error) => {
		log.emit({ severityNumber: SeverityNumber.WARN, body: `Mail was not sent: ${error.message}` });
	});
}

/** What is logged though all is well, and errors that are always there. */
function usualNoise(): void {
	if (Math.random() < 0.2)
		log.emit({ severityNumber: SeverityNumber.INFO, body: `Request took ${Math.round(Math.random() * 20)} ms` });
	if (Math.random() < 0.05)
		log.emit({ severityNumber: SeverityNumber.WARN, body: `Cache of ${role} missed key ${Math.random()}` });
	if (role === "mailer" && Math.random() < 0.05) throw new Error("Mailbox unavailable");
}

function begin(fault: ServiceFault): void {
	faults.add(fault);
	if (fault === "cpu burn") setInterval(burn, 100);
	if (fault === "pool exhausted") pool?.leak();
	if (fault !== "bad config") return;
	// Nobody listens on the discard port.
	pool?.move(9);
	const [callee] = calls;
	if (callee) ports[callee] = 9;
}

function burn(): void {
	const end = performance.now() + 60;
	while (performance.now() < end) Math.sqrt(Math.random());
}

function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

process.on("message", async (message: ToService) => {
	if ("ports" in message) {
		ports = { ...message.ports };
		if (database) pool = databasePool(database, ports[database] ?? 0);
	} else if ("fault" in message) {
		begin(message.fault);
	} else {
		await sdk.shutdown();
		process.exit();
	}
});
process.on("disconnect", () => process.exit());

server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error(`${role} has no port.`);
	process.send?.({ ports: { [role]: address.port } } satisfies FromProgram);
});
