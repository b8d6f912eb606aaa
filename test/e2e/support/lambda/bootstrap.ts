import { request } from "node:http";

// What a Lambda instance runs around a handler: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: module = "", _HANDLER: handlerName = "" } = process.env;

type Handler = (event: unknown, context: object) => Promise<unknown>;

const handler = await loadHandler();
for (;;) {
	const { headers, body } = await call("GET", "invocation/next");
	const id = headers["lambda-runtime-aws-request-id"];
	try {
		const result = await handler(JSON.parse(body), { awsRequestId: id });
		await call("POST", `invocation/${id}/response`, JSON.stringify(result ?? null));
	} catch (error) {
		await call("POST", `invocation/${id}/error`, describe(error));
	}
}

async function loadHandler(): Promise<Handler> {
	try {
		return ((await import(module)) as Record<string, Handler>)[handlerName] ?? missing();
	} catch (error) {
		await call("POST", "init/error", describe(error));
		throw error;
	}
}

function missing(): never {
	throw new Error(`${module} does not export ${handlerName}.`);
}

function describe(error: unknown): string {
	const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
	return JSON.stringify({ errorType: name, errorMessage: message, stackTrace: stack?.split("\n") });
}

/** Without a limit of time: the next invocation may be hours away, and the process is frozen meanwhile. */
function call(method: string, path: string, body?: string): Promise<{ headers: NodeJS.Dict<unknown>; body: string }> {
	return new Promise((resolve, reject) => {
		const sent = request(`http://${api}/2018-06-01/runtime/${path}`, { method }, async (response) => {
			resolve({ headers: response.headers, body: Buffer.concat(await response.toArray()).toString() });
		});
		sent.on("error", reject).end(body);
	});
}
