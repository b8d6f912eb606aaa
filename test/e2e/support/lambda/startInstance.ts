import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ROOT } from "../program.ts";

/** One Lambda instance: a process that is frozen whenever it has nothing to do, as Lambda freezes it. */
export interface LambdaInstance {
	/** Hands it an event, once it has done with earlier ones. Rejects with what the handler threw. */
	invoke(event: unknown): Promise<unknown>;
	/** Everything that it has printed. */
	output(): string;
	stop(): Promise<void>;
}

/** Starts an instance, and the server whose runtime API it speaks: `handler` is an export of the module `file`. */
export async function startInstance(
	file: string,
	handler: string,
	variables: Record<string, string>,
): Promise<LambdaInstance> {
	const waiting: Invocation[] = [];
	const running = new Map<string, Invocation>();
	let idle: ServerResponse | undefined;
	let failed: Error | undefined;

	const takeNext = () => {
		const invocation = idle && waiting.shift();
		if (!idle || !invocation) return;
		running.set(invocation.id, invocation);
		child.kill("SIGCONT");
		idle.setHeader("lambda-runtime-aws-request-id", invocation.id);
		idle.setHeader("lambda-runtime-deadline-ms", Date.now() + 30_000);
		idle.end(invocation.event);
		idle = undefined;
	};
	const fail = (error: Error) => {
		failed ??= error;
		for (const invocation of [...waiting.splice(0), ...running.values()]) invocation.reject(failed);
	};

	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		const [kind, id = "", outcome] = (request.url ?? "").split("/").slice(3);
		if (kind === "invocation" && id === "next") {
			idle = response;
			if (waiting.length === 0) child.kill("SIGSTOP");
			return takeNext();
		}
		const body = Buffer.concat(await request.toArray()).toString();
		response.writeHead(202).end();
		if (kind === "init") return fail(new Error(body));
		const invocation = running.get(id);
		running.delete(id);
		if (outcome === "error") invocation?.reject(new Error(body));
		else if (body.length > MAX_PAYLOAD) invocation?.reject(new Error("Function.ResponseSizeTooLarge"));
		else invocation?.resolve(JSON.parse(body));
	};
	const server = await listen((request, response) => void answer(request, response));
	const { port } = server.address() as AddressInfo;
	const child = spawn(process.execPath, ["test/e2e/support/lambda/bootstrap.ts"], {
		cwd: ROOT,
		env: { ...variables, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`, LAMBDA_TASK_ROOT: file, _HANDLER: handler },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const output = collect(child);
	const exited = once(child, "exit").then(() => fail(new Error(`The instance ended: ${output()}`)));

	return {
		invoke: (event) =>
			new Promise((resolve, reject) => {
				const text = JSON.stringify(event);
				if (failed) return reject(failed);
				if (text.length > MAX_PAYLOAD) return reject(new Error("RequestTooLarge"));
				waiting.push({ id: randomUUID(), event: text, resolve, reject });
				takeNext();
			}),
		output,
		stop: async () => {
			child.kill("SIGKILL");
			await exited;
			server.closeAllConnections();
			server.close();
		},
	};
}

interface Invocation {
	id: string;
	event: string;
	resolve(result: unknown): void;
	reject(error: Error): void;
}

/** Of an event and of a result: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_PAYLOAD: number = 6 * 1024 * 1024;

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
	const server = createServer(answer);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return server;
}

function collect(child: ChildProcess): () => string {
	let output = "";
	for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
	return () => output;
}
