import { deflateSync, gzipSync } from "node:zlib";
import type { Random } from "../../faults/support/random.ts";
import type { Bytes } from "./mutations.ts";

/** How a body is sent: as it is, compressed, or not what its headers say. */
export type Wrapping = (body: Bytes, headers: Record<string, string>, random: Random) => Bytes;

const plain: Wrapping = (body) => body;

/** Most are as they should be: the body is what is hostile. */
export const wrappings: Wrapping[] = [
	...Array.from({ length: 12 }, () => plain),
	(body, headers) => encoded("gzip", headers, gzipSync(body)),
	(body, headers) => encoded("deflate", headers, deflateSync(body)),
	(body, headers, random) => encoded("gzip", headers, cut(gzipSync(body), random)),
	(body, headers, random) => encoded("gzip", headers, flipped(gzipSync(body), random)),
	(body, headers) => encoded("gzip", headers, body),
	(body, headers) => encoded("gzip, gzip", headers, gzipSync(gzipSync(body))),
	(body, headers) => encoded("br", headers, body),
	(body, headers, random) => {
		headers["content-type"] = random.pick(TYPES);
		return body;
	},
];

/** One that inflates to far more than is taken: as many bytes as a thousandth of it cost. */
export const bomb: Wrapping = (_body, headers) => encoded("gzip", headers, BOMB);

const BOMB = gzipSync(new Uint8Array(100 * 1024 * 1024));

const TYPES = [
	"application/json",
	"application/x-protobuf",
	"application/x-protobuf;proto=io.prometheus.write.v2.Request",
	"application/x-ndjson",
	"text/plain",
	"application/json;charset=\u00ff",
	"x",
	"multipart/form-data; boundary=x",
];

function encoded(encoding: string, headers: Record<string, string>, body: Uint8Array): Bytes {
	headers["content-encoding"] = encoding;
	return new Uint8Array(body);
}

function cut(body: Uint8Array, random: Random): Uint8Array {
	return body.subarray(0, random.between(0, body.length));
}

function flipped(body: Uint8Array, random: Random): Uint8Array {
	const at = random.between(0, body.length - 1);
	return body.map((byte, index) => (index === at ? byte ^ 0xff : byte));
}
