import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type LambdaInstance, MAX_PAYLOAD } from "./startInstance.ts";

/** A function URL: takes HTTP requests, hands them on as events of payload format 2.0. */
export async function startGateway(instance: LambdaInstance): Promise<{ url: string; close(): void }> {
	const server = createServer(async (request, response) => {
		const event = toEvent(request, Buffer.concat(await request.toArray()));
		if (JSON.stringify(event).length > MAX_PAYLOAD) return response.writeHead(413).end();
		await instance.invoke(event).then(
			(result) => respond(response, result as APIGatewayProxyStructuredResultV2),
			(error: Error) => response.writeHead(502).end(error.message),
		);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
export function toEvent(request: IncomingMessage, body: Buffer): APIGatewayProxyEventV2 {
	const url = new URL(request.url ?? "/", "http://function.url");
	const { cookie, ...headers } = request.headers;
	const text = isText(request);
	return {
		version: "2.0",
		routeKey: "$default",
		rawPath: url.pathname,
		rawQueryString: url.search.slice(1),
		cookies: cookie?.split("; "),
		headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
		queryStringParameters: Object.fromEntries(
			[...url.searchParams.keys()].map((name) => [name, url.searchParams.getAll(name).join(",")]),
		),
		requestContext: {
			accountId: "anonymous",
			apiId: "abcdefghij",
			domainName: "abcdefghij.lambda-url.eu-central-1.on.aws",
			domainPrefix: "abcdefghij",
			http: {
				method: request.method ?? "GET",
				path: url.pathname,
				protocol: "HTTP/1.1",
				sourceIp: "127.0.0.1",
				userAgent: request.headers["user-agent"] ?? "",
			},
			requestId: randomUUID(),
			routeKey: "$default",
			stage: "$default",
			time: new Date().toUTCString(),
			timeEpoch: Date.now(),
		},
		body: body.length > 0 ? body.toString(text ? "utf8" : "base64") : undefined,
		isBase64Encoded: body.length > 0 && !text,
	};
}

/** Whether a body goes into the event as it is. What is compressed never does. */
function isText({ headers }: IncomingMessage): boolean {
	return (
		headers["content-encoding"] === undefined &&
		/^(text\/|application\/(json|javascript|xml))/.test(headers["content-type"] ?? "")
	);
}

function respond(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
	response.statusCode = result.statusCode ?? 200;
	for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value));
	if (result.cookies) response.setHeader("set-cookie", result.cookies);
	response.end(Buffer.from(result.body ?? "", result.isBase64Encoded ? "base64" : "utf8"));
}
