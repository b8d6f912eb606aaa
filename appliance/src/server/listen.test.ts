import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { listen } from "./listen.ts";

const never = new Promise(() => {});

test("who sends too slowly is cut off, and holds nobody up meanwhile", async () => {
	const echo = async (request: Request) => new Response(await request.text());
	const { url, close } = await listen({ fetch: echo, host: "127.0.0.1", port: 0, requestMs: 300 });
	const slow = connect(Number(new URL(url).port), "127.0.0.1");
	slow.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nslow");
	await once(slow, "connect");
	const quick = await fetch(url, { method: "POST", body: "quick" });
	expect(await quick.text()).toBe("quick");
	expect(slow.closed).toBe(false);
	expect(await text(slow)).toMatch(/^HTTP\/1.1 4\d\d /);
	await close(never);
});

test("closing waits for what is in flight, and cuts it off when that takes too long", async () => {
	const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
	const answers = [Promise.withResolvers<Response>(), Promise.withResolvers<Response>()];
	const fetchOne = (request: Request) => {
		const number = Number(new URL(request.url).pathname.slice(1));
		begun[number]?.resolve();
		return answers[number]?.promise ?? new Response();
	};
	const over = Promise.withResolvers<void>();
	const { url, close } = await listen({ fetch: fetchOne, host: "127.0.0.1", port: 0 });
	const [quick, slow] = [fetch(`${url}/0`), fetch(`${url}/1`)];
	await Promise.all(begun.map(({ promise }) => promise));
	let closed = false;
	const closing = close(over.promise).then(() => {
		closed = true;
	});
	answers[0]?.resolve(new Response("answered"));
	expect(await (await quick).text()).toBe("answered");
	expect(closed).toBe(false);
	over.resolve();
	await expect(slow).rejects.toThrow("fetch failed");
	await closing;
});

test("closing waits for no connection that is merely kept alive, or was never used", async () => {
	const answer = Promise.withResolvers<Response>();
	const begun = Promise.withResolvers<void>();
	const fetchOne = () => {
		begun.resolve();
		return answer.promise;
	};
	const { url, close } = await listen({ fetch: fetchOne, host: "127.0.0.1", port: 0 });
	const socket = connect(Number(new URL(url).port), "127.0.0.1");
	socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
	await begun.promise;
	const unused = connect(Number(new URL(url).port), "127.0.0.1").resume();
	await once(unused, "connect");
	const endedUnused = once(unused, "close");
	const ended = once(socket, "close");
	const closing = close(never);
	answer.resolve(new Response("answered"));
	const waited = performance.now();
	socket.resume();
	await Promise.all([ended, endedUnused, closing]);
	// Node keeps a connection alive for five seconds.
	expect(performance.now() - waited).toBeLessThan(4_000);
});

test("a port that is taken is named", async () => {
	const fetch = () => new Response();
	const { url, close } = await listen({ fetch, host: "127.0.0.1", port: 0 });
	const port = Number(new URL(url).port);
	await expect(listen({ fetch, host: "127.0.0.1", port })).rejects.toThrow(`Cannot listen on 127.0.0.1 port ${port}: `);
	await close(never);
});
